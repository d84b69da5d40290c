import { useBuilt } from './builder-context.js';

/** What is wrong with a part, beside it. All that is wrong is told below the form, too. */
export function PartProblems({ pointer }: { pointer: string }) {
  const here = useBuilt().problems.filter((problem) => problem.pointer === pointer);
  if (here.length === 0) return null;
  return (
    <p className="field-fault">
      {here.map(({ message }, index) => (
        <span key={index}>{message}</span>
      ))}
    </p>
  );
}
