import { at, isWritten, listAt, type Place, textAt, type Written, withChange } from './definition-change.js';

/** The keys that the form has fields for. */
export const CAMPAIGN_KEYS: ReadonlySet<string> = new Set([
  'kind',
  'name',
  'title',
  'trigger',
  'audience',
  'purpose',
  'freshFor',
  'cap',
  'holdout',
  'goal',
  'channel',
  'channels',
  'message',
  'approval',
  'quietHours',
  'notWhile',
  'variants',
  'offers',
  'budget',
  'language',
]);

export const TRIGGERS = ['entered', 'moment', 'schedule', 'surge'] as const;
export type Trigger = (typeof TRIGGERS)[number];
export const CHANNELS = ['webhook', 'email', 'site'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** What sets a campaign off. */
export function triggerOf(definition: Written): Trigger {
  return TRIGGERS.find((trigger) => at(definition, ['trigger', trigger]) !== undefined) ?? 'entered';
}

/** Where a trigger names its segment; a moment names none. */
export function segmentPlace(trigger: Trigger): Place {
  return trigger === 'entered' ? ['trigger', 'entered'] : ['trigger', trigger, 'segment'];
}

/** The campaign set off by another thing; a segment goes with it from one that needs a segment to another. */
export function withTrigger(definition: Written, trigger: Trigger): Written {
  if (trigger === triggerOf(definition)) return definition;
  const segment = textAt(definition, ...segmentPlace(triggerOf(definition)));
  const changed = {
    entered: { entered: segment },
    moment: { moment: '' },
    schedule: { schedule: { cron: '0 9 * * 1', segment } },
    surge: { surge: { name: '', segment } },
  }[trigger];
  return withChange(definition, ['trigger'], changed);
}

/** The channels that a campaign names, in its order, each at its place. */
export function channelsAt(definition: Written): readonly { readonly name: ChannelName; readonly place: readonly (string | number)[] }[] {
  const places = isWritten(definition['channel']) ? [['channel']] : listAt(definition, 'channels').map((_, index) => ['channels', index]);
  return places.flatMap((place) =>
    CHANNELS.filter((name) => at(definition, [...place, name]) !== undefined).map((name) => ({ name, place: [...place, name] })),
  );
}

const FRESH: Record<ChannelName, Written> = { webhook: { url: '' }, email: { from: '' }, site: { placement: 'banner' } };

/** The campaign with a channel more, or one less: one stands under `channel`, several under `channels`, what they say stays. */
export function withChannel(definition: Written, name: ChannelName, isNamed: boolean): Written {
  const now = channelsAt(definition);
  const specs = now.map((one) => ({ [one.name]: at(definition, one.place) }));
  const kept = specs.filter((_, index) => now[index]?.name !== name);
  const old = specs.find((_, index) => now[index]?.name === name);
  const wanted = !isNamed ? kept : old === undefined ? [...kept, { [name]: FRESH[name] }] : specs;
  if (wanted.length <= 1) return withChange(withChange(definition, ['channels'], undefined), ['channel'], wanted[0]);
  return withChange(withChange(definition, ['channel'], undefined), ['channels'], wanted);
}

/** Whose approval a campaign can ask for. */
export const APPROVALS = ['none', 'anybody', 'another'] as const;
type ApprovalChoice = (typeof APPROVALS)[number];

/** What is written for whose approval is asked for. */
export const APPROVAL_VALUES: Record<ApprovalChoice, true | 'fourEyes' | undefined> = {
  none: undefined,
  anybody: true,
  another: 'fourEyes',
};

/** Whose approval a campaign asks for by itself. */
export function approvalOf(definition: Written): ApprovalChoice {
  return APPROVALS.find((choice) => choice !== 'none' && APPROVAL_VALUES[choice] === definition['approval']) ?? 'none';
}

export type BudgetKind = 'none' | 'sends' | 'amount';

/** What a campaign's budget counts. */
export function budgetKind(definition: Written): BudgetKind {
  if (at(definition, ['budget', 'sends']) !== undefined) return 'sends';
  return at(definition, ['budget']) === undefined ? 'none' : 'amount';
}

/** What a budget of another kind begins with. */
export const BUDGETS: Record<BudgetKind, Written | undefined> = {
  none: undefined,
  sends: { sends: 1_000 },
  amount: { amount: 100, costPerSend: 0.05 },
};

/** The fields of a message that are texts, and the names of those that are not. */
export function messageFields(message: unknown): {
  readonly texts: readonly (readonly [string, string])[];
  readonly others: readonly string[];
} {
  const entries = isWritten(message) ? Object.entries(message) : [];
  return {
    texts: entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
    others: entries.filter(([, value]) => typeof value !== 'string').map(([key]) => key),
  };
}
