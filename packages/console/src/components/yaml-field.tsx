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
  onChange,
}: {
  text: string;
  problems: readonly LineProblem[];
  onChange: (text: string) => void;
}) {
  const id = useId();
  const lines = Math.max(FEWEST_LINES, text.split('\n').length);
  const marked = new Set(problems.map(({ line }) => line));
  return (
    <div className="yaml-field">
      <label htmlFor={id} className="visually-hidden">
        {texts.label}
      </label>
      <div className="yaml-box">
        <ol className="yaml-numbers" aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => (
            <li key={index} className={marked.has(index + 1) ? 'yaml-marked' : undefined}>
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
      <ul id={`${id}-problems`} className="yaml-problems" aria-live="polite">
        {problems.map(({ line, message, remedy }, index) => (
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
    </div>
  );
}
