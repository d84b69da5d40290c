import { problemOf } from '../api/problem.js';
import { texts } from '../texts/en.js';
import { Prose } from './prose.js';

/** An error, as the engine tells it: what happened, why, and what to do. */
export function ProblemBox({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  return (
    <section className="problem" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail && problem.detail !== problem.title && (
        <p className="problem-detail">
          <Prose text={problem.detail} />
        </p>
      )}
      <p>
        <strong>{texts.states.remedy}:</strong> <Prose text={problem.remedy} />
      </p>
      {problem.problems && problem.problems.length > 0 && (
        <ul>
          {problem.problems.map((item, index) => (
            <li key={index}>
              {Object.values(item)
                .filter((part) => typeof part === 'string')
                .join(' · ')}
            </li>
          ))}
        </ul>
      )}
      <p className="problem-foot">
        {onRetry && (
          <button type="button" className="button" onClick={onRetry}>
            {texts.states.retry}
          </button>
        )}
        <span className="dim">
          {texts.states.code} <code>{problem.code}</code>
        </span>
      </p>
    </section>
  );
}
