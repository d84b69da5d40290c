import { pc } from '../colors.js';
import type { Because, Explanation } from '../../api/contract.js';
import { identifierSegment } from '../api-client.js';
import { engineCommand, identifierArgument, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { objectText, visible } from '../table.js';
import type { JsonObject } from '../../vocabulary/json.js';

/** Events shown under a condition; --json has them all. */
const SHOWN_EVENTS = 3;

/** `cusp explain SEGMENT TYPE:ID [--at T]` */
export const explain = engineCommand(
  {
    name: 'explain',
    description: COMMAND_SUMMARIES.explain ?? '',
    args: {
      segment: { type: 'positional', required: true, description: 'The name of the segment' },
      customer: { type: 'positional', required: true, description: 'The customer, as type:id' },
      at: { type: 'string', valueHint: 'time', description: 'As of this instant; default: now' },
    },
  },
  async ({ args, client, answer }) => {
    const customer = identifierArgument(args.customer);
    const path = `/api/v1/segments/${encodeURIComponent(args.segment)}/explain/${identifierSegment(customer)}`;
    const found = await client.get<Explanation>(path, { at: timeArgument(args.at) });
    answer(found, () => explanationText(found, args.customer));
  },
);

function explanationText(found: Explanation, customer: string): string {
  const verdict = found.member ? pc.green('is in') : pc.yellow('is not in');
  const since = found.since === null ? '' : ` since ${found.since}`;
  const heading = `${visible(customer)} ${verdict} ${found.segment} (version ${found.version})${since}, as of ${found.asOf}, because`;
  return [heading, ...conditionLines(found.because, 1)].join('\n');
}

function conditionLines(because: Because, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  const mark = because.holds ? pc.green('✓') : pc.red('✗');
  const value = objectText(because.value as JsonObject);
  const until = because.until === null ? '' : pc.dim(`  until ${because.until}`);
  const events = because.events
    .slice(0, SHOWN_EVENTS)
    .map(({ timestamp, event, messageId, items = [] }) =>
      pc.dim(visible(`${indent}    ${[timestamp, event, messageId, ...items].join('  ')}`)),
    );
  const more = because.events.length > SHOWN_EVENTS ? [pc.dim(`${indent}    … and ${because.events.length - SHOWN_EVENTS} more`)] : [];
  const line = `${indent}${mark} ${visible(because.words)}${value === '' ? '' : `  (${visible(value)})`}${until}`;
  return [line, ...events, ...more, ...because.parts.flatMap((part) => conditionLines(part, depth + 1))];
}
