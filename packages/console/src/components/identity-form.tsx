import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type IdentityAsked, useDecision } from '../api/identity-decisions.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { NeedsRole } from './needs-role.js';
import { PersonField } from './person-field.js';
import { ProblemBox } from './problem-box.js';
import { ReasonField } from './reason-field.js';

/** What a form can do. */
export interface IdentityChoice {
  readonly name: string;
  readonly asked: IdentityAsked;
}

/** Asks why, and decides: the first choice when Enter is pressed. The engine's answer is shown in words when it is a no. */
export function IdentityForm({
  choices: [first, ...others],
  onEnd,
  children,
}: {
  choices: readonly [IdentityChoice, ...IdentityChoice[]];
  onEnd: () => void;
  children?: ReactNode;
}) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const decision = useDecision(onEnd);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('select, input')?.focus(), []);
  const decide = ({ asked }: IdentityChoice): void => {
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') decision.mutate({ asked, reason: reason.trim() });
  };
  return (
    <NeedsRole role="editor">
      <form
        ref={form}
        className="definition-form"
        onSubmit={(event) => {
          event.preventDefault();
          decide(first);
        }}
      >
        {children}
        <ReasonField value={reason} onChange={setReason} longest={LONGEST} />
        {missing && (
          <p className="field-fault" role="alert">
            {definitionTexts.reasonNeeded}
          </p>
        )}
        <PersonField />
        <p className="definition-actions">
          <button type="submit" className="button button-strong" disabled={decision.isPending}>
            {first.name}
          </button>
          {others.map((choice) => (
            <button key={choice.name} type="button" className="button" disabled={decision.isPending} onClick={() => decide(choice)}>
              {choice.name}
            </button>
          ))}
          <button type="button" className="button" onClick={onEnd}>
            {definitionTexts.cancel}
          </button>
        </p>
        {decision.error && <ProblemBox error={decision.error} />}
      </form>
    </NeedsRole>
  );
}

/** The longest reason that the engine takes. */
const LONGEST = 1_000;
