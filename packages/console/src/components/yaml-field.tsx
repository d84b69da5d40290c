import { useId } from 'react';
import type { LineProblem } from '../format/definition-text.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { Prose } from './prose.js';

const texts = definitionTexts.editor;
const FEWEST_LINES = 12;

/** YAML to be written, with the numbers of its lines; those that something is wrong with are marked, and said below. */
export function YamlField({
  text,
  problems,
  warnings,
  onChange,
}: {
  text: string;
  problems: readonly LineProblem[];
  warnings: readonly LineProblem[];
  onChange: (text: string) => void;
}) {
  const id = useId();
  const lines = Math.max(FEWEST_LINES, text.split('\n').length);
  const marked = new Set(problems.map(({ line }) => line));
  const warned = new Set(warnings.map(({ line }) => line));
  const markOf = (line: number) => (marked.has(line) ? 'yaml-marked' : warned.has(line) ? 'yaml-warned' : undefined);
  return (
    <div className="yaml-field">
      <label htmlFor={id} className="visually-hidden">
        {texts.label}
      </label>
      <div className="yaml-box">
        <ol className="yaml-numbers" aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => (
            <li key={index} className={markOf(index + 1)}>
              {index + 1}
            </li>
          ))}
        </ol>
        <textarea
          id={id}
          value={text}
          rows={lines}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          aria-invalid={problems.length > 0}
          aria-describedby={`${id}-problems`}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      <div id={`${id}-problems`} aria-live="polite">
        <LineProblems of={problems} className="yaml-problems" />
        <LineProblems of={warnings} className="yaml-problems yaml-warnings" />
      </div>
    </div>
  );
}

/** What is wrong with what is written, and in which line. */
export function LineProblems({ of, className }: { of: readonly LineProblem[]; className: string }) {
  return (
    <ul className={className}>
      {of.map(({ line, message, remedy }, index) => (
        <li key={index}>
          {line !== null && <strong>{texts.line(line)}:</strong>} {message}
          {remedy !== '' && (
            <>
              {' – '}
              <Prose text={remedy} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
