import { stringify } from 'yaml';
import type { AlertList, SourceList, SourceQuality, SuggestedPlan } from '../../api/contract.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { fields, numberText, table, visible } from '../table.js';
import { needed } from '../needed-word.js';

/** What the command says about one source. */
interface SourceFindings {
  readonly source: SourceList['sources'][number];
  readonly quality: SourceQuality | null;
  readonly alerts: AlertList['alerts'];
}

/** `cusp sources [NAME] [--quality | --suggest-plan]` */
export const sources = engineCommand(
  {
    name: 'sources',
    description: COMMAND_SUMMARIES.sources ?? '',
    args: {
      name: { type: 'positional', required: false, description: 'The name of one source' },
      quality: { type: 'boolean', description: 'What came by day, how complete its fields are, what has changed, and alerts' },
      'suggest-plan': { type: 'boolean', description: 'A tracking plan made from what one source has sent, as YAML' },
    },
  },
  async ({ args, client, answer }) => {
    if (args['suggest-plan'] === true) {
      const path = `/api/v1/sources/${encodeURIComponent(needed(args.name, 'NAME'))}/suggested-plan`;
      const plan = await client.get<SuggestedPlan>(path);
      return answer(plan, () => planText(plan));
    }
    const found = (await client.get<SourceList>('/api/v1/sources')).sources;
    if (args.name === undefined && args.quality !== true) return answer({ sources: found }, () => listText(found));
    const { name } = args;
    const wanted = name === undefined ? found : found.filter((source) => source.name === name);
    // Asked by name so that a slip of the pen is refused in the API's own words.
    if (name !== undefined && wanted.length === 0) await client.get(`/api/v1/sources/${encodeURIComponent(name)}/accounting`);
    const findings: SourceFindings[] = [];
    for (const source of wanted) {
      const path = `/api/v1/sources/${encodeURIComponent(source.name)}/quality`;
      const hasEvents = source.accounting.received > 0;
      const quality = args.quality === true && hasEvents ? await client.get<SourceQuality>(path) : null;
      const { alerts } = await client.get<AlertList>('/api/v1/alerts', { source: source.name, limit: 20 });
      findings.push({ source, quality, alerts });
    }
    answer(name === undefined ? { sources: findings } : findings[0], () => findings.map(sourceText).join('\n\n'));
  },
);

function planText({ definition, events }: SuggestedPlan): string {
  const basis = `# Made from ${numberText(events)} events: it marks what does not fit, and puts nothing aside.`;
  return `${basis}\n${stringify(definition).trimEnd()}`;
}

function listText(found: SourceList['sources']): string {
  if (found.length === 0) return 'No sources yet.';
  return table(found, [
    { title: 'SOURCE', value: ({ name }) => name },
    { title: 'RECEIVED', value: ({ accounting }) => accounting.received, right: true },
    { title: 'ACCEPTED', value: ({ accounting }) => accounting.accepted, right: true },
    { title: 'DUPLICATE', value: ({ accounting }) => accounting.duplicate, right: true },
    { title: 'QUARANTINED', value: ({ accounting }) => accounting.quarantined, right: true },
    { title: 'REFUSED', value: ({ accounting }) => accounting.refused, right: true },
    { title: 'LAST', value: ({ lastReceivedAt }) => lastReceivedAt ?? '–' },
  ]);
}

function sourceText({ source, quality, alerts }: SourceFindings): string {
  const { accounting } = source;
  const books = fields([
    ['source', visible(source.name)],
    ['received', numberText(accounting.received)],
    ['accepted', numberText(accounting.accepted)],
    ['duplicate', numberText(accounting.duplicate)],
    ['quarantined', numberText(accounting.quarantined)],
    ['refused', numberText(accounting.refused)],
    ['last', source.lastReceivedAt ?? '–'],
  ]);
  return [books, ...(quality === null ? [] : qualityTexts(quality)), alertsText(alerts)].join('\n\n');
}

function alertsText(alerts: AlertList['alerts']): string {
  if (alerts.length === 0) return 'No alerts.';
  return table(alerts, [
    { title: 'DAY', value: ({ day }) => day },
    { title: 'ALERT', value: ({ kind }) => kind },
    { title: 'OPEN', value: ({ open }) => (open ? 'open' : '') },
    { title: 'WHAT', value: ({ words }) => words },
  ]);
}

const DAYS_SHOWN = 14;

function qualityTexts({ days, fields: watched, drift }: SourceQuality): string[] {
  const byDay = table(days.slice(-DAYS_SHOWN), [
    { title: 'DAY', value: ({ day }) => day },
    { title: 'EVENTS', value: ({ accepted }) => accepted, right: true },
    { title: 'EXPECTED', value: ({ expected }) => (expected === null ? '–' : numberText(Math.round(expected))), right: true },
    { title: 'DUPLICATE', value: ({ arrived }) => arrived?.duplicate ?? 0, right: true },
    { title: 'QUARANTINED', value: ({ arrived }) => arrived?.quarantined ?? 0, right: true },
    {
      title: 'LATE P95',
      value: ({ arrived }) => (arrived?.freshness ? `${numberText(Math.round(arrived.freshness.p95 / 1_000))} s` : '–'),
      right: true,
    },
  ]);
  const byField = table(watched, [
    { title: 'EVENT', value: ({ event }) => event },
    { title: 'FIELD', value: ({ field }) => field },
    { title: 'COMPLETE', value: ({ rows, present }) => percent(present / rows), right: true },
    { title: 'USUALLY', value: ({ usual }) => (usual === null ? '–' : percent(usual)), right: true },
  ]);
  const changes = table(drift, [
    { title: 'DAY', value: ({ day }) => day },
    { title: 'CHANGE', value: ({ change }) => change },
    { title: 'EVENT', value: ({ event }) => event },
    { title: 'FIELD', value: ({ field }) => field },
    { title: 'TYPES', value: ({ types }) => types.join(' ') },
  ]);
  return [...(days.length === 0 ? [] : [byDay]), ...(watched.length === 0 ? [] : [byField]), ...(drift.length === 0 ? [] : [changes])];
}

/** Rounded down, so that what is not complete never reads as if it were. */
function percent(share: number): string {
  return `${Math.floor(share * 1_000) / 10} %`;
}
