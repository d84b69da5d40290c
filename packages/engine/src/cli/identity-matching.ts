/** Matching on the command line: how it stands, learning, suggestions and their answers, and why two are one or not. */
import type { IdentityDecided, IdentityExplanation, Matching, SuggestionList } from '../api/contract.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import type { ApiClient } from './api-client.js';
import { countArgument, identifierArgument } from './command.js';
import type { CliEnvironment } from './environment.js';
import { decidedText, identityRequest, misused } from './identity-by-hand.js';
import { explanationText, matchingText, suggestionsText } from './identity-matching-text.js';

/** What the flags of `cusp identity` say, as far as matching is concerned. */
interface MatchingArguments {
  readonly limit: string;
  readonly wait?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly by?: string | undefined;
}

/** Where a command runs. */
interface Run {
  readonly args: MatchingArguments;
  readonly environment: CliEnvironment;
  answer(value: object, text: () => string): void;
  asked(ask: (client: ApiClient) => Promise<void>): Promise<void>;
}

type Command = (run: Run, words: readonly string[]) => Promise<void>;

const PATH = '/api/v1/identity';
const ASKED_EVERY: Milliseconds = 500;

/** What can be done about matching, by the word that asks for it. */
export const MATCHING_COMMANDS: Readonly<Record<string, Command>> = {
  matching: (run, words) => (none(words), show(run, (client) => client.get<Matching>(`${PATH}/matching`), matchingText)),
  learn: (run, words) => (none(words), learn(run)),
  suggestions: (run, words) => {
    none(words);
    const limit = countArgument(run.args.limit, 'limit', 1_000);
    return show(run, (client) => client.get<SuggestionList>(`${PATH}/suggestions`, { limit }), suggestionsText);
  },
  accept: (run, words) => decide(run, 'merge', words),
  reject: (run, words) => decide(run, 'block', words),
  explain: (run, words) => {
    const [left, right] = two('explain', words);
    return show(run, (client) => client.get<IdentityExplanation>(`${PATH}/explain`, { left, right }), explanationText);
  },
};

async function show<T extends object>(
  { asked, answer }: Run,
  ask: (client: ApiClient) => Promise<T>,
  text: (found: T) => string,
): Promise<void> {
  await asked(async (client) => {
    const found = await ask(client);
    answer(found, () => text(found));
  });
}

/** Asks for a model, and with --wait until everybody is matched under it. */
async function learn({ args, environment, asked, answer }: Run): Promise<void> {
  await asked(async (client) => {
    let found = await client.post<Matching>(`${PATH}/matching/learn`, args.by === undefined ? {} : { by: args.by });
    while (args.wait === true && ['starting', 'learning', 'matching'].includes(found.state)) {
      await environment.sleep(ASKED_EVERY);
      found = await client.get<Matching>(`${PATH}/matching`);
    }
    if (args.wait === true && found.failure !== null) throw new CuspError(ERRORS.matchingFailed, found.failure);
    answer(found, () => matchingText(found));
  });
}

async function decide(run: Run, action: 'merge' | 'block', words: readonly string[]): Promise<void> {
  const request = identityRequest(action, two(action === 'merge' ? 'accept' : 'reject', words), run.args);
  await show(run, (client) => client.post<IdentityDecided>(`${PATH}/${action}`, request), decidedText);
}

function two(action: string, words: readonly string[]): readonly [string, string] {
  const [left, right, ...more] = words;
  if (left === undefined || right === undefined || more.length > 0) throw misused(`${action} is about two, each as type:id`);
  return [formatIdentifier(identifierArgument(left)), formatIdentifier(identifierArgument(right))];
}

function none([word]: readonly string[]): void {
  if (word !== undefined) throw misused(`'${word}' is one word too many`);
}
