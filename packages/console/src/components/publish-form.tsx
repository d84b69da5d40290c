import type { Publication } from '@cusp/engine/contract';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { definitionTexts as texts } from '../texts/definitions-en.js';
import { NeedsRole } from './needs-role.js';
import { PersonField } from './person-field.js';
import { ProblemBox } from './problem-box.js';
import { ReasonField } from './reason-field.js';

/** Asks why, and begins to publish. `begin` starts a publication that nobody waits for; whoever is told of it shows how far it is. */
export function PublishForm({
  action,
  begin,
  onBegun,
  onCancel,
  children,
}: {
  action: string;
  begin: (reason: string) => Promise<Publication>;
  onBegun: (publication: Publication) => void;
  onCancel?: () => void;
  children?: ReactNode;
}) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const publish = useMutation({ mutationFn: () => begin(reason.trim()), onSuccess: onBegun });
  return (
    <NeedsRole role="editor">
      <form
        className="definition-form"
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(reason.trim() === '');
          if (reason.trim() !== '') publish.mutate();
        }}
      >
        {children}
        <ReasonField value={reason} onChange={setReason} />
        {missing && (
          <p className="field-fault" role="alert">
            {texts.reasonNeeded}
          </p>
        )}
        <PersonField />
        <p className="definition-actions">
          <button type="submit" className="button button-strong" disabled={publish.isPending}>
            {action}
          </button>
          {onCancel && (
            <button type="button" className="button" onClick={onCancel}>
              {texts.cancel}
            </button>
          )}
        </p>
        {publish.error && <ProblemBox error={publish.error} />}
      </form>
    </NeedsRole>
  );
}
