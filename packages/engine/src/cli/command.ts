/** What every command has in common: its flags, where its answer goes, and how it ends. */
import type { ArgsDef, CommandDef, ParsedArgs } from 'citty';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { type Identifier, parseIdentifier } from '../vocabulary/identifier.js';
import { formatInstant, parseInstant } from '../vocabulary/instant.js';
import type { ApiClient } from './api-client.js';
import { connect } from './connection.js';
import type { CliEnvironment } from './environment.js';

/** A command before it knows where it runs. */
export type CliCommand = (environment: CliEnvironment) => CommandDef<ArgsDef>;

const JSON_FLAG = { json: { type: 'boolean', description: 'Answer as JSON' } } as const;
/** The flags of every command that asks an engine. */
export const CONNECTION_FLAGS = {
  ...JSON_FLAG,
  url: {
    type: 'string',
    valueHint: 'address',
    description: 'The engine to ask; default CUSP_URL, or the one that runs on the data directory',
  },
  token: { type: 'string', description: 'Admin token; default CUSP_TOKEN, or the one in the data directory' },
  data: {
    type: 'string',
    valueHint: 'dir',
    description: 'Data directory; opened directly when no engine runs on it. Default CUSP_DATA, or .cusp',
  },
} as const;

/** What a command is given when it runs. */
export interface CommandRun<T extends ArgsDef> {
  readonly args: ParsedArgs<T>;
  readonly environment: CliEnvironment;
  /** Every value of a flag that may be given several times; `args` has the last alone. */
  every(flag: string): readonly string[];
  /** Says the answer: the value as JSON with --json, else the text. */
  answer(value: object, text: () => string): void;
}

interface CommandSpec<T extends ArgsDef> {
  readonly name: string;
  readonly description: string;
  readonly args: T;
  /** How many words it takes beyond those that `args` names; default none. */
  readonly moreWords?: boolean;
  /** Whether a data directory that is not there is created; default false. */
  readonly createsData?: boolean;
}

/** A command that works on its own. */
export function localCommand<const T extends ArgsDef>(
  spec: CommandSpec<T>,
  run: (context: CommandRun<T & typeof JSON_FLAG>) => Promise<void>,
): CliCommand {
  const args = { ...spec.args, ...JSON_FLAG };
  return (environment) => ({
    meta: { name: spec.name, description: spec.description },
    args,
    run: async (context) => {
      refuseUnknown(context.rawArgs, context.args._, args, spec);
      const parsed = context.args as unknown as ParsedArgs<T & typeof JSON_FLAG>;
      await run({ args: parsed, environment, every: everyOf(context.rawArgs), answer: answerer(context.args.json === true, environment) });
    },
  });
}

/** What a command that may ask an engine is given beside the rest. */
interface Asking {
  /** Connects, lets something be asked, and closes the connection, well or not. */
  asked(ask: (client: ApiClient) => Promise<void>): Promise<void>;
}

/** A command that asks an engine. The connection is closed when it ends, well or not. */
export function engineCommand<const T extends ArgsDef>(
  spec: CommandSpec<T>,
  run: (context: CommandRun<T & typeof CONNECTION_FLAGS> & { readonly client: ApiClient }) => Promise<void>,
): CliCommand {
  return askingCommand(spec, ({ asked, ...context }) => asked((client) => run({ ...context, client })));
}

/** A command of which some actions ask an engine and others need none: it connects when it is told to. */
export function askingCommand<const T extends ArgsDef>(
  spec: CommandSpec<T>,
  run: (context: CommandRun<T & typeof CONNECTION_FLAGS> & Asking) => Promise<void>,
): CliCommand {
  const args = { ...spec.args, ...CONNECTION_FLAGS };
  return (environment) => ({
    meta: { name: spec.name, description: spec.description },
    args,
    run: async (context) => {
      refuseUnknown(context.rawArgs, context.args._, args, spec);
      const parsed = context.args as unknown as ParsedArgs<T & typeof CONNECTION_FLAGS>;
      const { url, token, data } = context.args as { url?: string; token?: string; data?: string };
      await run({
        args: parsed,
        environment,
        every: everyOf(context.rawArgs),
        answer: answerer(context.args.json === true, environment),
        asked: async (ask) => {
          const connection = await connect({ url, token, data, createsData: spec.createsData === true }, environment);
          try {
            await ask(connection.client);
          } finally {
            await connection.close();
          }
        },
      });
    },
  });
}

function everyOf(rawArgs: readonly string[]): (flag: string) => readonly string[] {
  return (flag) =>
    rawArgs.flatMap((raw, index) => {
      if (raw.startsWith(`--${flag}=`)) return [raw.slice(flag.length + 3)];
      const next = rawArgs[index + 1];
      return raw === `--${flag}` && next !== undefined ? [next] : [];
    });
}

function answerer(json: boolean, environment: CliEnvironment): (value: object, text: () => string) => void {
  return (value, text) => environment.stdout(`${json ? JSON.stringify(value, null, 2) : text()}\n`);
}

/** A mistyped flag must not pass unnoticed: `--menbers` would give another answer than was asked for. */
function refuseUnknown(rawArgs: readonly string[], words: readonly string[], args: ArgsDef, spec: CommandSpec<ArgsDef>): void {
  const remedy = `See: cusp ${spec.name} --help`;
  const end = rawArgs.indexOf('--');
  for (const raw of end < 0 ? rawArgs : rawArgs.slice(0, end)) {
    const [, name, value] = /^--(?:no-)?([A-Za-z][A-Za-z-]*)(=[\s\S]*)?$/.exec(raw) ?? [];
    if (name === undefined) continue;
    const definition = Object.hasOwn(args, name) ? args[name] : undefined;
    if (definition === undefined || definition.type === 'positional') {
      throw new CuspError(ERRORS.invalidUsage, `'--${name}' is no flag of ${spec.name}`, { remedy });
    }
    const needsValue = definition.type === 'string' && (value === '=' || (value === undefined && raw === rawArgs.at(-1)));
    if (needsValue) throw new CuspError(ERRORS.invalidUsage, `'--${name}' needs a value`, { remedy });
  }
  const named = Object.values(args).filter(({ type }) => type === 'positional').length;
  if (spec.moreWords !== true && words.length > named) {
    throw new CuspError(ERRORS.invalidUsage, `'${words[named]}' is one word too many`, {
      remedy: `${remedy}. Put what has spaces in quotation marks.`,
    });
  }
}

/** Reads `TYPE:ID`. @throws CuspError invalid_usage */
export function identifierArgument(text: string): Identifier {
  const identifier = parseIdentifier(text);
  if (identifier === undefined) {
    throw new CuspError(ERRORS.invalidUsage, `'${text}' is no customer`, { remedy: 'Write type:id, for instance userId:17850.' });
  }
  return identifier;
}

/** Reads a time as RFC 3339, in the form that the API takes. @throws CuspError invalid_usage */
export function timeArgument(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw new CuspError(ERRORS.invalidUsage, `'${text}' is no time`, { remedy: 'Write it as 2011-12-09T13:00:00Z.' });
  }
  return formatInstant(instant);
}

/** Reads a whole number within limits. @throws CuspError invalid_usage */
export function countArgument(text: string, flag: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw new CuspError(ERRORS.invalidUsage, `--${flag} '${text}' is no whole number up to ${most}`);
  return value;
}
