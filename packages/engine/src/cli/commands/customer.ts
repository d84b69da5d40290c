import type { Customer, MetricList, MetricValue } from '../../api/contract.js';
import { customerPath } from '../api-client.js';
import { engineCommand, identifierArgument, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { metricText } from '../metric-text.js';
import { fields, jsonText, numberText, visible } from '../table.js';
import type { Json } from '../../vocabulary/json.js';

/** `cusp customer TYPE:ID [--at T]` */
export const customer = engineCommand(
  {
    name: 'customer',
    description: COMMAND_SUMMARIES.customer ?? '',
    args: {
      customer: { type: 'positional', required: true, description: 'The customer, as type:id (userId:17850)' },
      at: { type: 'string', valueHint: 'time', description: 'As of this instant; default: now' },
    },
  },
  async ({ args, client, answer }) => {
    const found = await client.get<Customer>(customerPath(identifierArgument(args.customer)), { at: timeArgument(args.at) });
    const numbers = Object.values(found.metrics).some((value) => typeof value === 'number');
    const { metrics } = numbers ? await client.get<MetricList>('/api/v1/metrics') : { metrics: [] };
    const times = new Set(metrics.filter(({ unit }) => unit === 'milliseconds').map(({ name }) => name));
    answer(found, () => customerText(found, times));
  },
);

/** @param times the metrics whose numbers are lengths of time */
function customerText(found: Customer, times: ReadonlySet<string>): string {
  const metric = ([name, value]: [string, MetricValue]) => [name, metricText(value, times.has(name) ? 'milliseconds' : 'value')] as const;
  const values = (heading: string, entries: Readonly<Record<string, unknown>>): (readonly [string, string])[] =>
    texts(heading, Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, jsonText(value as Json)])));
  return fields([
    ['customer', found.customerId],
    ['identifiers', visible(found.identifiers.join('  '))],
    ['first seen', found.firstSeen ?? '–'],
    ['last seen', found.lastSeen ?? '–'],
    ['events', numberText(found.events)],
    ...values('traits', found.traits),
    ...texts('metrics', Object.fromEntries(Object.entries(found.metrics).map(metric))),
    ...values('scores', Object.fromEntries(found.scores.map(({ name, value }) => [name, value]))),
    ...values('segments', Object.fromEntries(found.segments.map(({ name, since }) => [name, `since ${since}`]))),
    ...values('consents', Object.fromEntries(found.consents.map(({ purpose, state }) => [purpose, state]))),
    ['as of', found.asOf],
  ]);
}

function texts(heading: string, entries: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(entries).map(([name, text], index) => [index === 0 ? heading : '', visible(`${name}: ${text}`)]);
}
