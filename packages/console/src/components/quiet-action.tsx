import type { UseMutationResult } from '@tanstack/react-query';

/** Something that is done with one row of a list, and cannot be asked for twice at once. @param named what is read out: the action and what it is done with */
export function QuietAction<Of>({
  change,
  of,
  label,
  named,
}: {
  change: UseMutationResult<unknown, Error, Of>;
  of: Of;
  label: string;
  named?: string;
}) {
  return (
    <button type="button" className="quiet" aria-label={named} disabled={change.isPending} onClick={() => change.mutate(of)}>
      {label}
    </button>
  );
}
