import type { Because } from '@cusp/engine/contract';
import { plainName, shortId, valueText } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Icon } from './icon.js';
import { When } from './when.js';

const EVENTS_SHOWN = 3;

/** One condition with what it found, and the conditions that it is made of. The same for every kind: the engine says the words. */
export function ExplanationTree({ node }: { node: Because }) {
  return (
    <ul className="tree">
      <Node node={node} />
    </ul>
  );
}

function Node({ node }: { node: Because }) {
  const found = Object.entries(node.value);
  const more = node.events.length - EVENTS_SHOWN;
  return (
    <li className={node.holds ? 'tree-holds' : 'tree-fails'}>
      <div className="tree-node">
        <Icon name={node.holds ? 'check' : 'cross'} />
        <div>
          <p className={node.parts.length > 0 ? 'tree-words tree-whole' : 'tree-words'} title={node.words}>
            {node.parts.length > 0 && <code>{node.kind}</code>} {node.words}
            <span className="visually-hidden"> {node.holds ? texts.explain.holds : texts.explain.fails}</span>
          </p>
          {found.length > 0 && (
            <p className="tree-found">
              {texts.explain.value}: {found.map(([name, value]) => `${plainName(name)} ${valueText(value)}`).join(', ')}
            </p>
          )}
          {node.events.length > 0 && (
            <p className="tree-found">
              {texts.explain.decidedBy}:{' '}
              {node.events.slice(0, EVENTS_SHOWN).map((event, index) => (
                <span key={event.messageId} title={event.messageId}>
                  {index > 0 && ', '}
                  {[event.event || shortId(event.messageId), ...(event.items ?? [])].join(' ')}{' '}
                  <span className="dim">
                    <When at={event.timestamp} />
                  </span>
                </span>
              ))}
              {more > 0 && ` ${texts.explain.more(more)}`}
            </p>
          )}
          {node.until !== null && (
            <p className="tree-found">
              {texts.explain.until} <When at={node.until} />
            </p>
          )}
        </div>
      </div>
      {node.parts.length > 0 && (
        <ul>
          {node.parts.map((part, index) => (
            <Node key={index} node={part} />
          ))}
        </ul>
      )}
    </li>
  );
}
