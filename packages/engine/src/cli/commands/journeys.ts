import type { JourneysProgress, JourneysRequest, JourneysResult, JourneyStepKind } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { countArgument, engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { followQuestion } from '../follow-question.js';
import { journeysText } from '../journeys-text.js';

const KINDS = ['events', 'moments', 'channels'] as const satisfies readonly JourneyStepKind[];

/** `cusp journeys --from EVENT --to EVENT [--by segment|channel]` */
export const journeys = engineCommand(
  {
    name: 'journeys',
    description: COMMAND_SUMMARIES.journeys ?? '',
    args: {
      from: { type: 'string', required: true, valueHint: 'event', description: 'The event that begins a journey, or moment:NAME' },
      to: { type: 'string', required: true, valueHint: 'event', description: 'The event that is the goal, or moment:NAME' },
      within: { type: 'string', valueHint: 'time', description: 'How long a journey may take; default 30d, less when little is known' },
      by: { type: 'string', valueHint: 'group', description: 'channel, segment, segment:NAME,NAME, or a path such as context.device.type' },
      segment: { type: 'string', valueHint: 'segment', description: 'Only journeys that begin while the customer is in it' },
      since: { type: 'string', valueHint: 'time', description: 'Only journeys that begin from then on' },
      until: { type: 'string', valueHint: 'time', description: 'Only journeys that begin before' },
      'compare-since': { type: 'string', valueHint: 'time', description: 'Compare with journeys that begin from then on' },
      'compare-until': { type: 'string', valueHint: 'time', description: 'Compare with journeys that begin before' },
      through: { type: 'string', default: 'events,moments', valueHint: 'kinds', description: `Which steps are told: ${KINDS.join(', ')}` },
      once: { type: 'boolean', description: 'Tell a step only the first time that a journey comes by it' },
      paths: { type: 'string', valueHint: 'n', description: 'How many ways are told; default 20' },
      names: { type: 'string', valueHint: 'n', description: 'How many steps are told by name; default 20' },
    },
  },
  async ({ args, client, environment, answer }) => {
    const progress = await client.post<JourneysProgress>('/api/v1/journeys', requestOf(args));
    const path = `/api/v1/journeys/${encodeURIComponent(progress.journeysId)}`;
    const result = await followQuestion<JourneysResult>(progress, path, client, environment);
    answer(result, () => journeysText(result));
  },
);

type Optional = 'within' | 'by' | 'segment' | 'since' | 'until' | 'compare-since' | 'compare-until' | 'paths' | 'names';
type Args = Readonly<Record<'from' | 'to' | 'through', string> & Record<Optional, string | undefined>> & {
  readonly once?: boolean | undefined;
};

function requestOf(args: Args): JourneysRequest {
  const { from, to, within, by, segment, once } = args;
  const compared = periodOf(args['compare-since'], args['compare-until']);
  return {
    ...{ from, to, through: throughOf(args.through) },
    ...(within !== undefined && { within }),
    ...(by !== undefined && { by }),
    ...(segment !== undefined && { segment }),
    ...(once === true && { once }),
    ...periodOf(args.since, args.until),
    ...(Object.keys(compared).length > 0 && { comparedWith: compared }),
    ...(args.paths !== undefined && { paths: countArgument(args.paths, 'paths', 200) }),
    ...(args.names !== undefined && { names: countArgument(args.names, 'names', 60) }),
  };
}

function periodOf(sinceText: string | undefined, untilText: string | undefined): { readonly since?: string; readonly until?: string } {
  const since = timeArgument(sinceText);
  const until = timeArgument(untilText);
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

function throughOf(text: string): JourneyStepKind[] {
  return text.split(',').map((part) => {
    const kind = KINDS.find((known) => known === part.trim());
    if (kind === undefined) throw new CuspError(ERRORS.invalidUsage, `--through '${part}' is none of ${KINDS.join(', ')}`);
    return kind;
  });
}
