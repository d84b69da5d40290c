import type { DiscoverProgress, DiscoverRequest } from '@cusp/engine/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { post } from '../api/client.js';
import { eventNamesQuery } from '../api/moment-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { readDefinition } from '../format/definition-text.js';
import { discoverTexts as texts } from '../texts/discover-en.js';
import { texts as common } from '../texts/en.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { SegmentOptions } from './segment-options.js';

const INTENTS = ['buy', 'know', 'go', 'do'] as const;
const NOTHING = { goal: '', where: '', segment: '', horizon: '7d', intent: 'buy' as (typeof INTENTS)[number] };

/** Asks what to look for, and begins. */
export function DiscoverForm({ onBegun }: { onBegun: (discoveryId: string) => void }) {
  const [asked, setAsked] = useState(NOTHING);
  const [fault, setFault] = useState('');
  const begin = useMutation({
    mutationFn: (request: DiscoverRequest) => post<DiscoverProgress>('/discover', request),
    onSuccess: ({ discoveryId }) => onBegun(discoveryId),
  });
  const set = (part: Partial<typeof NOTHING>) => setAsked({ ...asked, ...part });

  function submit(): void {
    const read = requestOf(asked);
    setFault(typeof read === 'string' ? read : '');
    if (typeof read !== 'string') begin.mutate(read);
  }
  return (
    <Panel title={texts.ask}>
      <form
        className="definition-form discover-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <GoalField value={asked.goal} onChange={(goal) => set({ goal })} />
        <TextField label={texts.where} hint={texts.whereHint} value={asked.where} onChange={(where) => set({ where })} example />
        <SegmentField value={asked.segment} onChange={(segment) => set({ segment })} />
        <TextField label={texts.horizon} hint={texts.horizonHint} value={asked.horizon} onChange={(horizon) => set({ horizon })} />
        <IntentField value={asked.intent} onChange={(intent) => set({ intent })} />
        {fault !== '' && (
          <p className="field-fault" role="alert">
            {fault}
          </p>
        )}
        <p className="definition-actions">
          <button type="submit" className="button button-strong" disabled={begin.isPending}>
            {begin.isPending ? texts.starting : texts.start}
          </button>
        </p>
      </form>
      {begin.error && <ProblemBox error={begin.error} />}
    </Panel>
  );
}

/** What is sent; or, as text, what is wrong with what is written. */
function requestOf({ goal, where, segment, horizon, intent }: typeof NOTHING): DiscoverRequest | string {
  if (goal.trim() === '') return texts.goalNeeded;
  const read = where.trim() === '' ? undefined : readDefinition(where);
  if (read?.problems[0] !== undefined) return `${texts.where}: ${read.problems[0].message}`;
  return {
    goal: goal.trim(),
    intent,
    ...(read?.definition === undefined ? {} : { where: read.definition }),
    ...(segment === '' ? {} : { segment }),
    ...(horizon.trim() === '' ? {} : { horizon: horizon.trim() }),
  };
}

function GoalField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  // They are offered, not needed: without them the name is written by hand.
  const names = useQuery(eventNamesQuery).data ?? [];
  return (
    <div className="definition-field">
      <label htmlFor={id}>{texts.goal}</label>
      <input
        id={id}
        list={`${id}-names`}
        value={value}
        maxLength={512}
        autoComplete="off"
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-names`}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <small id={`${id}-hint`} className="dim">
        {texts.goalHint}
      </small>
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly example?: boolean;
}

function TextField({ label, hint, value, onChange, example = false }: TextFieldProps) {
  const id = useId();
  return (
    <div className="definition-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        {...(example && { placeholder: texts.whereExample })}
        onChange={(event) => onChange(event.target.value)}
      />
      <small id={`${id}-hint`} className="dim">
        {hint}
      </small>
    </div>
  );
}

function SegmentField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  return (
    <div className="definition-field">
      <label htmlFor={id}>{texts.segment}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <SegmentOptions everybody={texts.everybody} segments={segments} />
      </select>
    </div>
  );
}

function IntentField({ value, onChange }: { value: (typeof INTENTS)[number]; onChange: (value: (typeof INTENTS)[number]) => void }) {
  const id = useId();
  return (
    <div className="definition-field">
      <label htmlFor={id}>{texts.intent}</label>
      <select id={id} value={value} onChange={(event) => onChange(INTENTS.find((each) => each === event.target.value) ?? 'do')}>
        {INTENTS.map((intent) => (
          <option key={intent} value={intent}>
            {common.moments.intent[intent]}
          </option>
        ))}
      </select>
    </div>
  );
}
