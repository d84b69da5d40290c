import type { IdentityReport } from '@cusp/engine/contract';
import { getRouteApi } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { share } from '../format/number.js';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Panel } from './panel.js';

const route = getRouteApi('/identity');
const texts = identityPageTexts.truth;
/** The longest name of a trait that the engine takes. */
const LONGEST = 200;

/** Holds customers to a trait that says who somebody is; the trait stands in the address. */
export function IdentityTruth({ truth }: { truth: IdentityReport['truth'] }) {
  const { truth: asked = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [trait, setTrait] = useState(asked);
  const id = useId();
  return (
    <Panel title={texts.title}>
      <p className="dim identity-lead">{texts.lead}</p>
      <form
        className="identity-truth"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = trait.trim();
          void navigate({ search: typed === '' ? {} : { truth: typed }, replace: true, resetScroll: false });
        }}
      >
        <p className="definition-field">
          <label htmlFor={id}>{texts.label}</label>
          <input
            id={id}
            value={trait}
            maxLength={LONGEST}
            placeholder={texts.placeholder}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTrait(event.target.value)}
          />
        </p>
        <button type="submit" className="button">
          {texts.submit}
        </button>
      </form>
      <div role="status">{truth !== null && <Measured truth={truth} />}</div>
    </Panel>
  );
}

function Measured({ truth }: { truth: NonNullable<IdentityReport['truth']> }) {
  const { trait, identifiers, people, rightPairs, joinedPairs, truePairs } = truth;
  if (identifiers === 0) return <p>{texts.nobody(trait)}</p>;
  const figures = [
    [texts.precision, truth.precision, texts.precisionText(rightPairs, joinedPairs)],
    [texts.recall, truth.recall, texts.recallText(rightPairs, truePairs)],
    [texts.f1, truth.f1, texts.f1Text(identifiers, people)],
  ] as const;
  return (
    <dl className="identity-figures">
      {figures.map(([name, value, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value === null ? texts.none : share(value)}
            <span className="dim line-note">{text}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
