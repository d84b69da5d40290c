import type { DiscoverFinding, DiscoverProgress, DiscoverRequest, DiscoverResult, Plan } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import { isJsonObject, type JsonObject } from '../../vocabulary/json.js';
import type { ApiClient } from '../api-client.js';
import { askingCommand, countArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { discoveryText } from '../discovery-text.js';
import { tellWorlds } from '../discover-worlds.js';
import type { CliEnvironment } from '../environment.js';

const LOOK_EVERY: Milliseconds = 250;
const INTENTS = ['know', 'go', 'do', 'buy'] as const;

/** `cusp discover --goal EVENT [--where JSON] [--horizon 7d] [--segment S] [--adopt N]`, or `--demo shop|car`: on made worlds whose truth is known. */
export const discover = askingCommand(
  {
    name: 'discover',
    description: COMMAND_SUMMARIES.discover ?? '',
    args: {
      goal: { type: 'string', valueHint: 'event', description: 'The event that is the goal' },
      where: { type: 'string', valueHint: 'json', description: 'Which of these events, such as {"properties.total":{"gt":50}}' },
      horizon: { type: 'string', default: '7d', valueHint: 'time', description: 'How long after a situation the goal counts' },
      again: { type: 'boolean', description: 'What leads from one goal to another: the goal is an event of situations, too' },
      segment: { type: 'string', valueHint: 'segment', description: 'Only of customers in this segment' },
      intent: { type: 'string', default: 'do', valueHint: 'intent', description: `Of what is adopted: ${INTENTS.join(', ')}` },
      'by-company': {
        type: 'string',
        valueHint: 'events',
        description: 'What the company does to customers, by commas; e-mails and the like are known',
      },
      adopt: { type: 'string', valueHint: 'n', description: 'Publish the n-th finding as a moment' },
      demo: {
        type: 'string',
        valueHint: 'world',
        description: 'Make worlds whose truth is known, and tell it beside what is found: shop or car',
      },
      seed: { type: 'string', default: '1', valueHint: 'n', description: 'With --demo: of the first world; the next one has the next' },
      worlds: { type: 'string', default: '1', valueHint: 'n', description: 'With --demo: how many' },
      customers: { type: 'string', default: '1000', valueHint: 'n', description: 'With --demo: of each world' },
      days: { type: 'string', default: '60', valueHint: 'n', description: 'With --demo: of each world' },
      empty: { type: 'boolean', description: 'With --demo: nothing is planted, and nothing is there to find' },
    },
  },
  async ({ args, asked, environment, answer }) => {
    if (args.demo !== undefined) return tellWorlds({ ...args, demo: args.demo }, { environment, answer, ask: found });
    const request = requestOf(args);
    await asked(async (client) => {
      const result = await found(request, client, environment);
      if (args.adopt !== undefined) await adopt(result, countArgument(args.adopt, 'adopt', 1_000), client);
      answer(result, () => discoveryText(result));
    });
    if (args.adopt !== undefined) environment.stderr(`Finding ${args.adopt} is live as a moment.\n`);
  },
);

function requestOf(
  args: Readonly<Record<'horizon' | 'intent', string> & Record<'goal' | 'where' | 'segment' | 'by-company', string | undefined>> & {
    readonly again?: boolean | undefined;
  },
): DiscoverRequest {
  const { goal, horizon, segment, where } = args;
  if (goal === undefined) throw new CuspError(ERRORS.invalidUsage, '--goal is missing', { remedy: 'Name the event that is the goal.' });
  const intent = INTENTS.find((known) => known === args.intent);
  if (intent === undefined) throw new CuspError(ERRORS.invalidUsage, `--intent '${args.intent}' is none of ${INTENTS.join(', ')}`);
  const byCompany = args['by-company']?.split(',').map((name) => name.trim());
  return {
    goal,
    horizon,
    intent,
    ...(byCompany !== undefined && { byCompany }),
    ...(args.again === true && { again: true }),
    ...(segment !== undefined && { segment }),
    ...(where !== undefined && { where: whereOf(where) }),
  };
}

function whereOf(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (isJsonObject(value)) return value;
  throw new CuspError(ERRORS.invalidUsage, `--where '${text}' is no JSON object`, {
    remedy: `Write it as '{"properties.total":{"gt":50}}'.`,
  });
}

/** Begins a discovery and follows it to its end; Ctrl-C stops it. */
async function found(request: DiscoverRequest, client: ApiClient, environment: CliEnvironment): Promise<DiscoverResult> {
  let progress = await client.post<DiscoverProgress>('/api/v1/discover', request);
  const path = `/api/v1/discover/${encodeURIComponent(progress.discoveryId)}`;
  let stopping = false;
  const stopListening = environment.onStop(() => {
    stopping = true;
  });
  const bar = await progressBar(environment);
  try {
    while (progress.status === 'running') {
      await environment.sleep(LOOK_EVERY);
      progress = stopping ? await client.delete<DiscoverProgress>(path) : await client.get<DiscoverProgress>(path);
      bar.show(progress.share);
    }
  } finally {
    bar.stop();
    stopListening();
  }
  if (progress.result !== null) return progress.result;
  if (progress.failure === null) throw new CuspError(ERRORS.interrupted, 'the discovery was stopped', { remedy: 'Begin it again.' });
  const { code, title, detail, remedy } = progress.failure;
  throw new CuspError({ code, title, status: ERRORS.internal.status, remedy }, detail.replace(`${title}: `, ''));
}

async function adopt({ findings, goal }: DiscoverResult, number: number, client: ApiClient): Promise<void> {
  const finding: DiscoverFinding | undefined = findings[number - 1];
  if (finding === undefined) {
    const there = findings.length === 0 ? 'nothing was found' : `there are findings 1 to ${findings.length}`;
    throw new CuspError(ERRORS.invalidUsage, `--adopt ${number}: ${there}`);
  }
  const reason = `found before ${goal}: lift ${finding.lift.toFixed(2)} on ${finding.occurrences} occurrences`;
  await client.put<Plan>('/api/v1/definitions', { definitions: [finding.definition], reason });
}

async function progressBar(environment: CliEnvironment): Promise<{ show(share: number): void; stop(): void }> {
  if (!environment.interactive) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const format = 'discovering {bar} {percentage} %  {duration_formatted}';
  const bar = new cliProgress.SingleBar(
    { format, hideCursor: true, clearOnComplete: true, barsize: 30 },
    cliProgress.Presets.shades_classic,
  );
  bar.start(1, 0);
  return { show: (share) => bar.update(share), stop: () => bar.stop() };
}
