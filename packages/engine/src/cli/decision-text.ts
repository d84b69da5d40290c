import type { DecisionItem, DecisionShown } from '../api/contract.js';
import { table } from './table.js';

/** A decision for people: what was decided about whom, every step with what it saw in words, and what became of it. */
export function decisionText({ decision, replay }: DecisionShown, isReplayed: boolean): string {
  const { campaign, version, customerId, decidedAt, outcome, reason, delivery } = decision;
  return [
    `${campaign} (version ${version}) about ${customerId} at ${decidedAt}: ${reason === null ? outcome : `${outcome}, ${reason}`}`,
    ...chosenIn(decision),
    '',
    table(decision.checks, [
      { title: 'STEP', value: ({ check }) => check },
      { title: '', value: ({ passed }) => (passed ? 'passed' : 'STOPPED') },
      { title: 'WHY', value: ({ detail }) => detail },
    ]),
    '',
    `delivery: ${delivery.status}${delivery.detail === null ? '' : ` (${delivery.detail})`}`,
    ...(isReplayed ? [replayText(replay)] : []),
  ].join('\n');
}

function chosenIn({ channel, sendAt, variant, offer, step, follows }: DecisionItem): string[] {
  const said: readonly (readonly [string, string | undefined])[] = [
    ['channel', channel],
    ['not before', sendAt],
    ['variant', variant],
    ['offer', offer],
    ['follow-up', step === undefined ? undefined : `${step}, of ${follows}`],
  ];
  return said.flatMap(([what, value]) => (value === undefined ? [] : [`${what}: ${value}`]));
}

function replayText(replay: DecisionShown['replay']): string {
  if (replay === null) return "replay: the campaign's version is not known any more";
  return replay.same ? 'replay: the same' : `replay: comes out otherwise in ${replay.differs.join(', ')}`;
}
