import type { SuggestionList } from '@cusp/engine/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useDecision } from '../api/identity-decisions.js';
import { isAtWork, matchingQuery, suggestionsQuery } from '../api/identity-queries.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { IdentitySuggestion, type Suggestion } from './identity-suggestion.js';
import { LoadMore } from './load-more.js';
import { Panel } from './panel.js';
import { PersonField } from './person-field.js';
import { ReasonField } from './reason-field.js';

const texts = identityPageTexts.suggestions;
/** The longest reason that the engine takes. */
const LONGEST = 1_000;

/** Pairs that matching is not sure of, for somebody to decide one after the other. */
export function IdentitySuggestions() {
  const suggestions = useInfiniteQuery(suggestionsQuery);
  return (
    <Panel title={texts.title}>
      <Answer of={suggestions} lines={8}>
        {({ pages }) => <Decide pairs={pairsOf(pages)} />}
      </Answer>
      <LoadMore list={suggestions} />
    </Panel>
  );
}

/** While somebody decides, a pair may move from one page to the next. */
function pairsOf(pages: readonly SuggestionList[]): readonly Suggestion[] {
  return [...new Map(pages.flatMap((page) => page.suggestions).map((pair) => [keyOf(pair), pair])).values()];
}

function keyOf({ left, right }: Suggestion): string {
  return `${left.identifier} ${right.identifier}`;
}

function Decide({ pairs }: { pairs: readonly Suggestion[] }) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [decided, setDecided] = useState<string | undefined>(undefined);
  const list = useRef<HTMLUListElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const next = useRef<number | undefined>(undefined);
  const decision = useDecision(() => undefined, { takesFocus: pairs.length < 2 });
  useEffect(() => {
    const cards = cardsIn(list.current);
    const isGone = !pairs.some((pair) => keyOf(pair) === decided);
    if (next.current === undefined || !isGone) return;
    // The one that was decided is gone: whoever works by keyboard goes on with the one in its place.
    cards[Math.min(next.current, cards.length - 1)]?.focus();
    next.current = undefined;
  }, [pairs, decided]);
  if (pairs.length === 0) return <Nothing />;
  const decide = (index: number, action: 'merge' | 'block'): void => {
    const pair = pairs[index];
    const why = reason.trim();
    setMissing(why === '');
    if (pair === undefined) return;
    if (why === '') {
      form.current?.querySelector('input')?.focus();
      return;
    }
    next.current = index;
    setDecided(keyOf(pair));
    cardsIn(list.current)[index]?.focus();
    decision.mutate({ asked: { action, customers: [pair.left.identifier, pair.right.identifier] }, reason: why });
  };
  return (
    <>
      <p className="dim identity-lead">
        {texts.lead} <span className="wide-only">{texts.keys}</span>
      </p>
      <form ref={form} className="definition-form identity-reason-form" onSubmit={(event) => event.preventDefault()}>
        <ReasonField value={reason} onChange={setReason} longest={LONGEST} />
        {missing && (
          <p className="field-fault" role="alert">
            {definitionTexts.reasonNeeded}
          </p>
        )}
        <PersonField />
      </form>
      <ul ref={list} className="cards" aria-label={texts.label}>
        {pairs.map((pair, index) => (
          <IdentitySuggestion
            key={keyOf(pair)}
            pair={pair}
            isFirst={index === 0}
            isPending={decision.isPending}
            error={decided === keyOf(pair) ? decision.error : null}
            onDecide={(action) => decide(index, action)}
            onKeyDown={(event) => goOn(event, list.current, index)}
          />
        ))}
      </ul>
    </>
  );
}

function cardsIn(list: HTMLElement | null): readonly HTMLElement[] {
  return [...(list?.children ?? [])].filter((card): card is HTMLElement => card instanceof HTMLElement);
}

/** From pair to pair. */
function goOn(event: KeyboardEvent, list: HTMLElement | null, index: number): void {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
  const step = event.altKey || event.ctrlKey || event.metaKey ? undefined : steps[event.key];
  const card = step === undefined ? undefined : cardsIn(list)[index + step];
  if (card === undefined) return;
  event.preventDefault();
  card.focus();
}

function Nothing() {
  const { data } = useQuery(matchingQuery);
  if (data !== undefined && isAtWork(data)) return <Empty title={texts.none}>{texts.busy}</Empty>;
  if (data !== undefined && data.model === null)
    return (
      <Empty title={texts.none}>
        <p>{texts.noneYet}</p>
        <p className="identity-way">
          <Link to="/identity" search={{ show: 'matching' }} className="button button-small">
            {texts.toMatching}
          </Link>
        </p>
      </Empty>
    );
  return <Empty title={texts.none}>{texts.noneText}</Empty>;
}
