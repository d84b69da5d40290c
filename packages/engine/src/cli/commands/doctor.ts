import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { pc } from '../colors.js';
import type { Overview, SourceList } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { ApiClient } from '../api-client.js';
import { localCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { dataDirectory, runningEngine } from '../connection.js';
import { hasData } from '../data-directory.js';
import type { CliEnvironment } from '../environment.js';
import { numberText } from '../table.js';

/** One finding. `skipped`: it could not be looked at, and nothing says that it is wrong. */
interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
  readonly remedy: string;
}

const OLDEST_NODE = [20, 19] as const;
const LEAST_FREE_BYTES = 1_073_741_824;

/** `cusp doctor`: looks at the machine, the data directory and the engine that runs on it. */
export const doctor = localCommand(
  {
    name: 'doctor',
    description: COMMAND_SUMMARIES.doctor ?? '',
    args: {
      url: {
        type: 'string',
        valueHint: 'address',
        description: 'The engine to look at; default CUSP_URL, or the one on the data directory',
      },
      token: { type: 'string', description: 'Admin token; default CUSP_TOKEN, or the one in the data directory' },
      data: { type: 'string', valueHint: 'dir', description: 'Data directory; default CUSP_DATA, or .cusp' },
    },
  },
  async ({ args, environment, answer }) => {
    const data = dataDirectory(args.data, environment);
    const findings = [
      nodeVersion(process.versions.node),
      ...(await dataFindings(data)),
      ...(await engineFindings(args, data, environment)),
    ];
    answer({ findings }, () => findings.map(findingText).join('\n'));
    const failed = findings.filter(({ result }) => result === 'failed');
    if (failed.length > 0) {
      throw new CuspError(ERRORS.unhealthy, failed.map(({ check }) => check).join(', '), {
        remedy: failed.map(({ remedy }) => remedy).join(' '),
      });
    }
  },
);

function finding(check: string, good: boolean, detail: string, remedy: string): Finding {
  return { check, result: good ? 'ok' : 'failed', detail, remedy };
}

function skipped(check: string, detail: string): Finding {
  return { check, result: 'skipped', detail, remedy: '' };
}

function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const good = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return finding('node', good, version, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

async function dataFindings(data: string): Promise<readonly Finding[]> {
  if (!(await hasData(data))) return [skipped('data directory', `${data} is not there yet`)];
  const writable = await access(data, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  const { bavail, bsize } = await statfs(data);
  const free = bavail * bsize;
  return [
    finding('data directory', writable, data, `Let this user read and write ${data}.`),
    finding(
      'free space',
      free >= LEAST_FREE_BYTES,
      `${numberText(Math.round(free / 1_048_576))} MiB`,
      'Free space: below 1 GiB the warehouse may fail.',
    ),
  ];
}

async function engineFindings(
  flags: { readonly url?: string | undefined; readonly token?: string | undefined },
  data: string,
  environment: CliEnvironment,
): Promise<readonly Finding[]> {
  const url = flags.url ?? environment.env.CUSP_URL;
  const running = url === undefined ? await runningEngine(data) : { url, adminToken: undefined };
  if (running === undefined) return [skipped('engine', 'none runs on this data directory')];
  const token = flags.token ?? environment.env.CUSP_TOKEN ?? running.adminToken;
  const client = new ApiClient({ url: running.url, token, sleep: environment.sleep, tries: 1 });
  try {
    const overview = await client.get<Overview>('/api/v1/overview');
    const { sources } = await client.get<SourceList>('/api/v1/sources');
    return [finding('engine', true, running.url, ''), ...overviewFindings(overview), ...sources.map(booksFinding)];
  } catch (error) {
    if (!(error instanceof CuspError)) throw error;
    return [finding('engine', false, error.message, error.remedy)];
  }
}

function overviewFindings({ journalFailed, recovering, warehouseLag, customers, events, actingHeld }: Overview): readonly Finding[] {
  return [
    finding(
      'journal',
      journalFailed === null,
      journalFailed ?? `${numberText(events)} events of ${numberText(customers)} customers`,
      ERRORS.journalUnavailable.remedy,
    ),
    recovering ? skipped('recovery', 'it still reads the journal') : finding('recovery', true, 'done', ''),
    finding('warehouse', true, warehouseLag === 0 ? 'up to date' : `${numberText(warehouseLag)} entries behind`, ''),
    finding(
      'acting',
      actingHeld === null,
      actingHeld === null ? 'campaigns may act' : `all campaigns are paused by ${actingHeld.by}: ${actingHeld.reason}`,
      'Find out why; then `cusp campaigns run` lets them act again.',
    ),
  ];
}

/** Nothing vanishes: what came in is accepted, duplicate or quarantined. */
function booksFinding({ name, accounting }: SourceList['sources'][number]): Finding {
  const { received, accepted, duplicate, quarantined } = accounting;
  const detail = `${numberText(received)} received = ${numberText(accepted)} accepted + ${numberText(duplicate)} duplicate + ${numberText(quarantined)} quarantined`;
  return finding(
    `books of ${name}`,
    received === accepted + duplicate + quarantined,
    detail,
    'Report this: items are missing from the books.',
  );
}

function findingText({ check, result, detail, remedy }: Finding): string {
  const mark = { ok: pc.green('✓'), failed: pc.red('✗'), skipped: pc.dim('–') }[result];
  return `${mark} ${check}: ${detail}${result === 'failed' ? `\n    ${remedy}` : ''}`;
}
