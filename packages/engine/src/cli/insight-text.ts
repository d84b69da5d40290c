import type { FeaturesAnswer, Followed, HelpAnswer, InsightFeature, SearchesAnswer, SearchTerm } from '../api/contract.js';
import { lengthInWords } from '../vocabulary/instant.js';
import { numberText, table, visible } from './table.js';

/** What customers search for and do not find, for people. */
export function searchesText(answer: SearchesAnswer): string {
  const { searches, customers, notFound, different, terms } = answer;
  const head = `${numberText(customers)} customers searched ${numberText(searches)} times for ${numberText(different)} terms; ${numberText(notFound)} of them did not find something.`;
  if (terms.length === 0) return withNotes([head, 'Nobody searched in vain.'], answer);
  const rows = table(terms, [
    { title: 'TERM', value: ({ term }) => term },
    { title: 'SEARCHED', value: ({ customers: all }) => all, right: true },
    { title: 'IN VAIN', value: ({ notFound: own }) => own, right: true },
    { title: 'SHARE (95 %)', value: shareText, right: true },
    { title: 'HOW', value: endingsText },
    { title: 'BOUGHT IN 1D', value: ({ bought }) => followedText(bought), right: true },
    { title: 'TICKET IN 7D', value: ({ ticket }) => followedText(ticket), right: true },
    { title: 'VALUE LOST', value: lostText, right: true },
    { title: 'E.G.', value: exampleOf },
  ]);
  return withNotes(
    [head, rows, 'After a search in vain, beside after a search that led to something: an association. *: too few to say much.'],
    answer,
  );
}

function endingsText({ endings: { noResults, reformulated, left }, instead }: SearchTerm): string {
  const next = instead[0] === undefined ? '' : ` (${instead[0].term})`;
  const parts = [
    ...(noResults > 0 ? [`${numberText(noResults)} no results`] : []),
    ...(reformulated > 0 ? [`${numberText(reformulated)} searched again${next}`] : []),
    ...(left > 0 ? [`${numberText(left)} left`] : []),
  ];
  return parts.join(', ');
}

function lostText({ lostValue }: SearchTerm): string {
  if (lostValue === null) return '–';
  const [low, high] = lostValue.interval;
  return `${amount(lostValue.estimate)} (${amount(low)} to ${amount(high)})`;
}

function amount(value: number): string {
  return numberText(Math.round(value));
}

/** What buyers look for after their purchase, for people. */
export function helpText(answer: HelpAnswer): string {
  const { buyers, customers, tooFresh, topics } = answer;
  const fresh = tooFresh === 0 ? '' : ` ${numberText(tooFresh)} customers have purchases that are too fresh to count.`;
  const head = `${numberText(customers)} of ${numberText(buyers)} buyers looked for help after their purchase.${fresh}`;
  if (topics.length === 0) return withNotes([head], answer);
  const rows = table(topics, [
    { title: 'PRODUCT', value: ({ product }) => product },
    { title: 'TOPIC', value: ({ topic }) => topic },
    { title: 'BUYERS', value: (topic) => topic.buyers, right: true },
    { title: 'LOOKED', value: (topic) => topic.customers, right: true },
    { title: 'SHARE (95 %)', value: shareText, right: true },
    { title: 'AFTER', value: ({ afterMs }) => lengthInWords(afterMs) },
    { title: 'RETURNED', value: ({ returned }) => followedText(returned), right: true },
    { title: 'TICKET', value: ({ ticket }) => followedText(ticket), right: true },
    { title: 'LOW RATING', value: ({ lowRating }) => followedText(lowRating), right: true },
    { title: 'E.G.', value: exampleOf },
  ]);
  return withNotes(
    [head, rows, 'After looking, beside buyers who had not looked so long after their purchase. *: too few to say much.'],
    answer,
  );
}

/** Which features frustrate or delight, for people. */
export function featuresText(answer: FeaturesAnswer): string {
  const { users, customers, features, moments, unplaced, filling, compared, since, until } = answer;
  const span = since === null && until === null ? '' : `, from ${since ?? 'the first'} to ${until ?? 'the last'}`;
  const head = `${numberText(customers)} of ${numberText(users)} users felt so (${moments.join(', ') || 'no moment is published'})${span}.`;
  const notes = [
    ...(unplaced > 0 ? [`${numberText(unplaced)} moments say no feature: name the property by --by.`] : []),
    ...(filling.length > 0 ? [`History is still being gone through for ${filling.join(', ')}.`] : []),
  ];
  if (features.length === 0) return withNotes([head, ...notes], answer);
  const hasGroups = features.some(({ group }) => group !== null);
  const rows = table(features, [
    { title: 'FEATURE', value: ({ feature }) => feature },
    ...(hasGroups ? [{ title: 'GROUP', value: ({ group }: InsightFeature) => group ?? '–' }] : []),
    { title: 'USERS', value: (feature) => feature.users, right: true },
    { title: 'FELT SO', value: (feature) => feature.customers, right: true },
    { title: 'SHARE (95 %)', value: shareText, right: true },
    { title: 'OF DAYS OF USE', value: ({ ofDays }) => shareText(ofDays), right: true },
    { title: 'FOLLOWED', value: ({ followed }) => followedText(followed), right: true },
    ...(compared > 0
      ? [
          { title: 'DIFFERENCE', value: differenceText, right: true },
          { title: 'IS', value: ({ comparison }: InsightFeature) => comparison?.word ?? 'too few' },
          { title: 'BY', value: ({ comparison }: InsightFeature) => comparison?.kind ?? '' },
        ]
      : []),
    { title: 'E.G.', value: exampleOf },
  ]);
  const words = compared > 0 ? [`${numberText(compared)} comparisons: all their words are right together in 95 of 100.`] : [];
  return withNotes([head, rows, ...words, ...notes, '*: too few to say much.'], answer);
}

function differenceText({ comparison }: InsightFeature): string {
  if (comparison === null) return '–';
  const { estimate, interval } = comparison.difference;
  return `${points(estimate)} (${points(interval[0])} to ${points(interval[1])})`;
}

function points(difference: number): string {
  return `${difference > 0 ? '+' : ''}${(100 * difference).toFixed(1)}`;
}

function shareText({ share, interval }: { readonly share: number; readonly interval: readonly [number, number] }): string {
  return `${percent(share)} (${percent(interval[0])}–${percent(interval[1])})`;
}

/** 40 % : 12 %, beside what it is otherwise. */
function followedText({ customers, share, otherwise, few }: Followed): string {
  if (customers === 0) return '–';
  return `${percent(share)} : ${otherwise === null ? '–' : percent(otherwise)}${few ? '*' : ''}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;
}

function exampleOf({ examples }: { readonly examples: readonly { readonly customerId: string }[] }): string {
  return examples[0]?.customerId ?? '';
}

function withNotes(parts: readonly string[], { unknownEvents, leftOut }: Pick<SearchesAnswer, 'unknownEvents' | 'leftOut'>): string {
  const left = leftOut === 0 ? [] : [`${numberText(leftOut)} rows of fewer customers were not looked at.`];
  const unknown = unknownEvents.length === 0 ? [] : [`Nobody has ever performed: ${unknownEvents.map(visible).join(', ')}.`];
  return [...parts, ...left, ...unknown].join('\n\n');
}
