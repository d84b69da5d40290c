import { count } from '../format/number.js';

const customers = (value: number) => `${count(value)} ${value === 1 ? 'customer' : 'customers'}`;
const days = (value: number) => `${count(value)} ${value === 1 ? 'day' : 'days'}`;
const percentOf = (part: number) => `${Number((part * 100).toFixed(2))} %`;

/** What the console says about experiments. */
export const experimentTexts = {
  title: 'Experiments',
  lead: 'Customers treated in different ways by lot, and what that changed: for whom, and how certainly.',
  none: 'No experiments yet',
  noneText:
    'An experiment is a flag that your site or app asks for, by OpenFeature, and what is measured of those who saw each variant. Begin one here, or publish it as a file: `cusp apply`.',
  begin: 'New experiment',
  beginLead: 'Say what is compared and what counts. As a draft its flag is known to nobody, and you can plan how long it takes.',
  status: { draft: 'Draft', running: 'Runs', stopped: 'Stopped' },
  version: (version: number) => `version ${version}`,
  flag: (flag: string) => `flag ${flag}`,
  tabsLabel: 'Parts of the experiment',
  tabs: { result: 'Result', plan: 'Plan', edit: 'Edit', versions: 'Versions' },
  next: 'What to do next',
  arms: 'Variants',
  arm: 'Variant',
  control: 'compared with',
  meant: 'Meant',
  seen: 'Customers who saw it',
  exposed: (value: number) => `${customers(value)} saw a variant`,
  running: (value: number) => `for ${days(value)}`,
  notShown: 'nobody has seen it yet',
  crossed: (value: number) => `${customers(value)} saw more than one variant and count for the first.`,
  waiting: (value: number, within: string) => `${customers(value)} more, whose ${within} are not over`,
  over: 'Over time',
  overText: 'The effect as it was known then, with its interval: it narrows as more customers have had their time.',
  overLabel: (metric: string, arm: string) => `The effect of ${arm} on ${metric} over time, with its interval`,
  overNone: 'Nothing to draw yet: there is too little to go by.',
  method: 'How it is judged',
  methods: { sequential: 'Watched', fixed: 'One look' },
  judged: {
    sequential: (alpha: number) =>
      `Look as often as you like: each interval holds at all times in ${percentOf(1 - alpha)} of experiments. It is 1.6 to 2 times as wide for that.`,
    fixed: (alpha: number) =>
      `For one look, at a time that was set before: each interval holds in ${percentOf(1 - alpha)} of experiments. Who watches it and stops at the first effect is wrong in more than a quarter.`,
  },
  effectOn: (metric: string) => `Effect on ${metric}`,
  all: 'All customers',
  inside: (segment: string) => `In ${segment}`,
  outside: (segment: string) => `Not in ${segment}`,
  noInterval: 'not enough data for an interval',
  forest: (label: string, estimate: string, low: string, high: string) => `${label}: ${estimate}, between ${low} and ${high}`,
  zero: 'no effect',
  decided: {
    higher: 'Higher',
    lower: 'Lower',
    undecided: 'Undecided',
    'not enough data': 'Not enough data',
    mismatch: 'Not to be believed',
  },
  verdict: {
    higher: (arm: string, metric: string) => `${arm} raises ${metric}`,
    lower: (arm: string, metric: string) => `${arm} lowers ${metric}`,
    undecided: (arm: string, metric: string) => `${metric}: ${arm} is not told apart from no effect`,
    'not enough data': (_arm: string, metric: string) => `${metric}: not enough data yet, which is no sign of no effect`,
    mismatch: () => 'Not to be believed: the variants are not of the sizes that were meant',
  },
  bySegment: 'By segment',
  multiplicity:
    'Verdicts go by p-values that are raised for the number of effects and of segments (Holm); intervals are each by itself. Ask first whether a segment differs from the rest at all.',
  differs: (segment: string, p: string) => `${segment} gains otherwise than the rest (p ${p})`,
  differsNot: (segment: string, p: string) => `${segment}: no difference to the rest is seen (p ${p})`,
  differsUnknown: (segment: string) => `${segment}: too little data to say whether it differs from the rest`,
  guardrails: 'Guardrails',
  guardrailsText: 'What must not get worse by more than its margin.',
  guardrail: {
    kept: 'kept',
    broken: 'broken',
    open: 'open: more harm than the margin cannot be ruled out yet',
    'not enough data': 'not enough data',
    mismatch: 'not to be believed',
  },
  margin: (margin: number, worse: string) => `at most ${percentOf(margin)} ${worse}`,
  srm: 'Sizes of the variants',
  srmFine: (p: string) => `As large as was meant (p ${p}).`,
  srmOff: (p: string) => `Not of the sizes that were meant (p ${p}): do not believe any effect before you know why.`,
  srmBy: (segment: string, p: string) => `${segment} (p ${p})`,
  srmByOff: 'Off in:',
  srmShort: { fine: 'sizes as meant', off: 'sizes are off' },
  noMetrics: 'It measures nothing. Add a metric to see what it changes.',
  flagHelp: 'How it is asked for',
  flagText: (flag: string) =>
    `Every OpenFeature client gets its variant under the key \`${flag}\`; that somebody saw it is said by the event \`Experiment Viewed\`.`,
  definition: 'Definition',
  opens: 'Behind these figures',
  openSql: 'Exposures as SQL',
  plan: {
    title: 'How long it takes',
    text: 'By what its audience did lately. An effect is a share of the control’s figure: 5 is a twentieth more.',
    effect: 'Effect to be seen, in %',
    power: 'How surely, in %',
    bad: 'Write an effect other than 0, and a certainty between 10 and 99.',
    newcomers: (newPerDay: number, all: number, over: number) =>
      `${count(Math.round(newPerDay))} new customers a day are in its audience (${count(all)} in the last ${days(over)}).`,
    nobodyLately: (over: number) => `Nobody in its audience did anything in the last ${days(over)}, so there is nothing to plan by yet.`,
    said: (metric: string, effect: string, needed: number, power: string) =>
      `${metric}: an effect of ${effect} is seen in ${days(Math.ceil(needed))} with ${power} certainty`,
    never: (metric: string, effect: string) => `${metric}: no number of customers would show an effect of ${effect} by what is known now`,
    unknownDays: (metric: string, effect: string, power: string) =>
      `${metric}: how many days an effect of ${effect} takes with ${power} certainty cannot be said: nobody new came lately`,
    units: (units: number) => `${customers(Math.ceil(units))} in all variants`,
    baseline: (figure: string) => `now ${figure}`,
    times: (times: number) => `${times.toFixed(1)} times those of a single look`,
  },
  nextIs: {
    draft: 'It is a draft: its flag is known to nobody. Plan how long it takes, then set `status: running` and publish it.',
    noMetric: 'Give it a metric: without one nobody can say what it changes.',
    reading: 'Reading what it shows…',
    nobody: 'Nobody has seen a variant yet. Ask for the flag in your site or app, and send `Experiment Viewed` when a variant is shown.',
    nobodyStopped: 'It was stopped before anybody saw a variant.',
    mismatch:
      'The variants are not of the sizes that were meant. Find out why (redirects, bots, lost events) before you believe the figures.',
    mismatchIn: (segment: string) =>
      `The variants are not of the sizes that were meant: ${segment}. Find out why before you believe the figures.`,
    broken: (metric: string, arm: string) =>
      `“${arm}” harms “${metric}” by more than its margin. Stop it, unless what it gains is worth that.`,
    decidedButOpen: (arm: string, metric: string, by: string) =>
      `“${arm}” changes “${metric}” (${by}), but a guardrail is still open. Let it run until that is kept.`,
    higher: (arm: string, metric: string, by: string) =>
      `“${arm}” raises “${metric}” (${by}). If more is what you want, stop the experiment with \`serve: ${arm}\`; else keep the control.`,
    lower: (arm: string, metric: string, by: string) =>
      `“${arm}” lowers “${metric}” (${by}). If less is what you want, stop the experiment with \`serve: ${arm}\`; else keep the control.`,
    tooFew: (waiting: number) =>
      `Let it run: there is not enough data yet${waiting > 0 ? `, and ${customers(waiting)} have still to have their time` : ''}. The plan says how long it takes.`,
    undecided: 'Let it run, and look whenever you like: what is seen so far could be chance.',
    undecidedFixed:
      'Undecided at this look. Do not look again and again: judge it as watched, or accept that the effect is smaller than you can see.',
    stopped: 'It is stopped, and everybody gets what it serves. Its figures stay.',
  },
};
