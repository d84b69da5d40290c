import { stripVTControlCharacters } from 'node:util';
import { type CommandDef, renderUsage, runCommand } from 'citty';
import { pc } from './colors.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { CliCommand } from './command.js';
import type { CliEnvironment } from './environment.js';

/** Every command; each is loaded only when it is called, so that `cusp` starts at once. */
const COMMANDS: Readonly<Record<string, () => Promise<CliCommand>>> = {
  start: async () => (await import('./commands/start.js')).start,
  import: async () => (await import('./commands/import.js')).importCommand,
  scores: async () => (await import('./commands/scores.js')).scores,
  plan: async () => (await import('./commands/plan.js')).plan,
  init: async () => (await import('./commands/init.js')).init,
  apply: async () => (await import('./commands/apply.js')).apply,
  versions: async () => (await import('./commands/versions.js')).versions,
  rollback: async () => (await import('./commands/rollback.js')).rollback,
  drafts: async () => (await import('./commands/drafts.js')).drafts,
  consent: async () => (await import('./commands/consent.js')).consent,
  segment: async () => (await import('./commands/segment.js')).segment,
  explain: async () => (await import('./commands/explain.js')).explain,
  customer: async () => (await import('./commands/customer.js')).customer,
  identity: async () => (await import('./commands/identity.js')).identity,
  features: async () => (await import('./commands/features.js')).features,
  moments: async () => (await import('./commands/moments.js')).moments,
  insight: async () => (await import('./commands/insight.js')).insight,
  journeys: async () => (await import('./commands/journeys.js')).journeys,
  surges: async () => (await import('./commands/surges.js')).surges,
  discover: async () => (await import('./commands/discover.js')).discover,
  campaigns: async () => (await import('./commands/campaigns.js')).campaigns,
  experiment: async () => (await import('./commands/experiment.js')).experiment,
  decisions: async () => (await import('./commands/decisions.js')).decisions,
  deliveries: async () => (await import('./commands/deliveries.js')).deliveries,
  exports: async () => (await import('./commands/exports.js')).exportsCommand,
  sql: async () => (await import('./commands/sql.js')).sql,
  people: async () => (await import('./commands/people.js')).people,
  tokens: async () => (await import('./commands/tokens.js')).tokens,
  changes: async () => (await import('./commands/changes.js')).changes,
  keys: async () => (await import('./commands/keys.js')).keys,
  secrets: async () => (await import('./commands/secrets.js')).secrets,
  quarantine: async () => (await import('./commands/quarantine.js')).quarantine,
  sources: async () => (await import('./commands/sources.js')).sources,
  rebuild: async () => (await import('./commands/rebuild.js')).rebuild,
  doctor: async () => (await import('./commands/doctor.js')).doctor,
  erase: async () => (await import('./commands/erase.js')).erase,
};

/** Exit codes: what went wrong with the work, and what was wrong with the words. */
const FAILED = 1;
const MISUSED = 2;

/** Runs one command line. @returns the exit code: 0 well, 1 failed, 2 not understood. */
export async function runCli(argv: readonly string[], version: string, environment: CliEnvironment): Promise<number> {
  try {
    if (argv[0] === '--version') environment.stdout(`${version}\n`);
    else if (argv.length === 0 || argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help')
      environment.stdout(await overview(version));
    else await runNamed(argv, environment);
    return 0;
  } catch (error) {
    return reported(error, argv, environment);
  }
}

async function runNamed([name = '', ...rest]: readonly string[], environment: CliEnvironment): Promise<void> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) throw await unknownCommand(name);
  const command = (await load())(environment);
  const end = rest.indexOf('--');
  const asksForHelp = (end < 0 ? rest : rest.slice(0, end)).some((word) => word === '--help' || word === '-h');
  if (asksForHelp) environment.stdout(await usageText(command as CommandDef));
  else await runCommand(command, { rawArgs: rest });
}

async function usageText(command: CommandDef): Promise<string> {
  const text = `${await renderUsage(command, { meta: { name: 'cusp' } })}\n`;
  return pc.isColorSupported ? text : stripVTControlCharacters(text);
}

async function unknownCommand(name: string): Promise<CuspError> {
  const { didYouMean } = await import('../vocabulary/did-you-mean.js');
  const near = didYouMean(name, Object.keys(COMMANDS));
  const remedy =
    near === undefined ? '`cusp --help` lists the commands.' : `Did you mean \`cusp ${near}\`? \`cusp --help\` lists the commands.`;
  return new CuspError(ERRORS.invalidUsage, `there is no command '${name}'`, { remedy });
}

async function overview(version: string): Promise<string> {
  const { COMMAND_SUMMARIES } = await import('./command-summaries.js');
  const lines = Object.keys(COMMANDS).map((name) => `  ${pc.cyan(name.padEnd(11))} ${COMMAND_SUMMARIES[name] ?? ''}`);
  return `${pc.bold('cusp')} ${version} – catches customers at the moment of decision\n\nUsage: cusp COMMAND [--help]\n\n${lines.join('\n')}\n`;
}

function reported(error: unknown, argv: readonly string[], environment: CliEnvironment): number {
  const failure = failureOf(error, argv);
  const { code, message, remedy } = failure;
  const problems = error instanceof CuspError ? error.problems : undefined;
  if (argv.includes('--json')) {
    environment.stderr(`${JSON.stringify({ error: { code, message, remedy, ...(problems !== undefined && { problems }) } })}\n`);
  } else {
    environment.stderr(`${pc.red(`error[${code}]`)} ${message}\n  ${pc.dim('→')} ${remedy}\n`);
  }
  return code === ERRORS.invalidUsage.code ? MISUSED : FAILED;
}

function failureOf(error: unknown, argv: readonly string[]): { readonly code: string; readonly message: string; readonly remedy: string } {
  if (error instanceof CuspError) return error;
  if (error instanceof Error && error.name === 'CLIError') return new CuspError(ERRORS.invalidUsage, error.message, usageRemedy(argv));
  // Nothing that the catalogue knows: a fault of the program. Its stack is what somebody needs to mend it.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal', message, remedy: 'This is a fault of Cusp: please report it with the lines above.' };
}

function usageRemedy([name = '']: readonly string[]): { readonly remedy: string } {
  return { remedy: `See: cusp ${name} --help` };
}
