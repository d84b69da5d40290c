import { SITUATION_KINDS } from './grammar.js';
import type { JudgedFinding, JudgedTruth, Judgement } from './judge.js';
import { STRENGTHS } from './planted-world.js';

/** What came out of one world. */
export interface WorldOutcome {
  readonly seed: number;
  readonly events: number;
  readonly goals: number;
  /** Among all customers. */
  readonly whole: Judgement;
  /** Among those of the group. */
  readonly group: Judgement;
}

const numbers = new Intl.NumberFormat('en');
const numberText = (value: number): string => numbers.format(value);

/** What is promised to be found: as strong, or stronger, either way … */
const PROMISED_LIFT = 2;
/** … and as often. */
const PROMISED_OCCURRENCES = 200;

/** One world: what was planted beside what was found. */
export function worldText({ seed, events, goals, whole, group }: WorldOutcome, domain: string): string {
  return [
    `World ${seed} (${domain}): ${numberText(events)} events, ${numberText(goals)} goals`,
    ...sideLines('Among all customers', whole, (truth) => !isOfGroup(truth)),
    ...sideLines('In the group', group, isOfGroup),
  ].join('\n');
}

function sideLines(title: string, { truths, findings }: Judgement, isAsked: (truth: JudgedTruth) => boolean): string[] {
  const planted = truths.filter(isAsked).map((truth) => {
    const { situation, trueLift, occurrences, foundAs } = truth;
    const finding = foundAs === null ? 'MISSED' : `found as ${foundAs + 1}`;
    return `    ${finding.padEnd(11)} lift ${trueLift.toFixed(2)} on ${numberText(occurrences)} (${situation.strength}; ${provableText(truth)}): ${situation.words}`;
  });
  const found = findings.map(
    ({ verdict, lift, trueLift, words }, place) =>
      `    ${String(place + 1).padStart(2)}. ${verdict.padEnd(7)} lift ${lift.toFixed(2)}, truly ${trueLift.toFixed(2)}: ${words}`,
  );
  return [`  ${title}: planted`, ...planted, `  ${title}: found`, ...(found.length > 0 ? found : ['    nothing'])];
}

function provableText({ provable: { byHalves, byAll } }: JudgedTruth): string {
  if (byHalves) return 'halves could show it';
  return byAll ? 'only all together could show it' : 'nobody could show it';
}

/** What holds in the group alone, or the other way elsewhere, is looked for there; everything else among all. */
function isOfGroup({ situation }: JudgedTruth): boolean {
  return situation.strength.endsWith('in the group') || situation.strength.endsWith('group only');
}

/** The figures over all worlds. */
export interface WorldsSummary {
  readonly worlds: number;
  /** Of planted situations with a lift of at least 2 (or at most ½) and at least 200 occurrences. */
  readonly promised: Share;
  readonly byStrength: Readonly<Record<string, Share>>;
  readonly byKind: Readonly<Record<string, Share>>;
  readonly findings: { readonly planted: number; readonly part: number; readonly false: number };
  readonly falseShare: number;
  /** Worlds in which something false was found. */
  readonly worldsWithFalse: number;
}

interface Share {
  readonly found: number;
  readonly of: number;
  /** Of them so many halves of the customers could show to somebody who knew them beforehand, and all customers together: see `provable.ts`. */
  readonly provableByHalves: number;
  readonly provableByAll: number;
  /** Of what halves could show, what was found. */
  readonly foundOfProvable: number;
}

/** Adds up what came out of worlds. */
export function summaryOf(outcomes: readonly WorldOutcome[]): WorldsSummary {
  const truths = outcomes.flatMap(({ whole, group }) => [
    ...whole.truths.filter((one) => !isOfGroup(one)),
    ...group.truths.filter(isOfGroup),
  ]);
  const findings = outcomes.flatMap(({ whole, group }) => [...whole.findings, ...group.findings]);
  const count = (verdict: JudgedFinding['verdict']): number => findings.filter((one) => one.verdict === verdict).length;
  const isPromised = ({ trueLift, occurrences }: JudgedTruth): boolean =>
    Math.max(trueLift, 1 / trueLift) >= PROMISED_LIFT && occurrences >= PROMISED_OCCURRENCES;
  const by = (texts: readonly string[], of: (truth: JudgedTruth) => string): Record<string, Share> =>
    Object.fromEntries(texts.map((text) => [text, shareOf(truths.filter((truth) => of(truth) === text))]));
  return {
    worlds: outcomes.length,
    promised: shareOf(truths.filter(isPromised)),
    byStrength: by(STRENGTHS, ({ situation }) => situation.strength),
    byKind: by(SITUATION_KINDS, ({ situation }) => situation.kind),
    findings: { planted: count('planted'), part: count('part'), false: count('false') },
    falseShare: findings.length === 0 ? 0 : count('false') / findings.length,
    worldsWithFalse: outcomes.filter(({ whole, group }) =>
      [...whole.findings, ...group.findings].some(({ verdict }) => verdict === 'false'),
    ).length,
  };
}

function shareOf(truths: readonly JudgedTruth[]): Share {
  const byHalves = truths.filter(({ provable }) => provable.byHalves);
  return {
    ...{ found: foundOf(truths), of: truths.length },
    ...{
      provableByHalves: byHalves.length,
      provableByAll: truths.filter(({ provable }) => provable.byAll).length,
      foundOfProvable: foundOf(byHalves),
    },
  };
}

function foundOf(truths: readonly JudgedTruth[]): number {
  return truths.filter(({ foundAs }) => foundAs !== null).length;
}

/** The figures for people. */
export function summaryText(summary: WorldsSummary): string {
  const { worlds, promised, byStrength, byKind, findings, falseShare, worldsWithFalse } = summary;
  const line = (text: string, { found, of, provableByHalves, provableByAll, foundOfProvable }: Share): string => {
    const share = `${found} of ${of}${of === 0 ? '' : ` (${((100 * found) / of).toFixed(0)} %)`}`;
    return `  ${text.padEnd(30)} ${share.padEnd(18)} ${`${provableByHalves}, of which ${foundOfProvable}`.padEnd(20)} ${provableByAll}`;
  };
  const lines = (shares: Readonly<Record<string, Share>>): string[] => Object.entries(shares).map(([text, share]) => line(text, share));
  const all = findings.planted + findings.part + findings.false;
  return [
    `${worlds} worlds: planted situations found; how many halves of the customers could show who knew them, and of those found; how many all together could show`,
    line(`lift ≥ ${PROMISED_LIFT}, occurrences ≥ ${PROMISED_OCCURRENCES}`, promised),
    'by strength',
    ...lines(byStrength),
    'by kind',
    ...lines(byKind),
    `${all} findings: ${findings.planted} are planted situations, ${findings.part} go with one, ${findings.false} are false (${(100 * falseShare).toFixed(1)} %), in ${worldsWithFalse} worlds`,
  ].join('\n');
}
