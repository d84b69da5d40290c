import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { definitionTexts } from '../texts/definitions-en.js';
import { Panel } from './panel.js';
import { SegmentExplanation } from './segment-explanation.js';

const texts = definitionTexts.why;

/** Asks about any customer, member or not, why they are in a segment or are not. */
export function SegmentWhy({ name, who }: { name: string; who: string | undefined }) {
  const [typed, setTyped] = useState(who ?? '');
  const [fault, setFault] = useState(false);
  const navigate = useNavigate();
  const id = useId();
  return (
    <Panel title={texts.title}>
      <form
        className="definition-form"
        onSubmit={(event) => {
          event.preventDefault();
          const key = typed.trim();
          setFault(!/^[^:]+:./.test(key));
          if (/^[^:]+:./.test(key))
            void navigate({ to: '/segments/$name', params: { name }, search: { show: 'why', who: key }, replace: true });
        }}
      >
        <p className="definition-field">
          <label htmlFor={id}>{texts.label}</label>
          <input
            id={id}
            value={typed}
            placeholder={texts.placeholder}
            spellCheck={false}
            autoCapitalize="off"
            aria-describedby={`${id}-hint`}
            aria-invalid={fault}
            onChange={(event) => setTyped(event.target.value)}
          />
          <small id={`${id}-hint`} className={fault ? 'field-fault' : 'dim'}>
            {fault ? texts.noType : texts.hint}
          </small>
        </p>
        <p className="definition-actions">
          <button type="submit" className="button button-strong">
            {texts.ask}
          </button>
        </p>
      </form>
      {who !== undefined && <SegmentExplanation customerKey={who} segment={name} />}
    </Panel>
  );
}
