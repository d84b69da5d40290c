import { pc } from '../colors.js';
import { localCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { createDataDirectory, type Secrets, secretsFor, writeRunning } from '../data-directory.js';
import { soundWorkspace, withLines } from '../definitions-command.js';
import type { CliEnvironment } from '../environment.js';
import { type StartOptions, startOptions } from '../start-options.js';
import type { RunningServer, ServerOptions } from '../start-server.js';
import { fields } from '../table.js';

/** `cusp start`: runs until it is asked to stop. */
export const start = localCommand(
  {
    name: 'start',
    description: COMMAND_SUMMARIES.start ?? '',
    args: {
      data: { type: 'string', valueHint: 'dir', description: 'Data directory; default CUSP_DATA, or .cusp' },
      workspace: { type: 'string', valueHint: 'dir', description: 'Definitions to publish before anything is taken in' },
      host: { type: 'string', description: 'Address to listen on; default CUSP_HOST, or 127.0.0.1' },
      port: { type: 'string', valueHint: 'n', description: 'Port to listen on (0: any); default CUSP_PORT, or 4400' },
      demo: { type: 'boolean', description: 'Run the demo shop with simulated customers' },
      'allow-private-addresses': {
        type: 'string',
        valueHint: 'list',
        description: 'Private addresses and networks that webhooks may call, by commas; default CUSP_ALLOW_PRIVATE_ADDRESSES, or none',
      },
      speed: { type: 'string', valueHint: 'n', description: "How fast the demo's clock runs; default 1" },
      customers: { type: 'string', valueHint: 'n', description: 'How many customers a new demo simulates; default 5000' },
      days: { type: 'string', valueHint: 'n', description: 'Days of history that a new demo begins with; default 90' },
    },
  },
  async ({ args, environment, answer }) => {
    const options = startOptions(args, environment);
    const stop = stopRequest(environment);
    try {
      await createDataDirectory(options.data);
      const secrets = await secretsFor(options.data, options.secrets);
      const server = await openServer(options, secrets, environment);
      try {
        const forget = await writeRunning(options.data, { url: server.url, ...secrets, pid: process.pid });
        answer({ url: server.url, ...secrets, data: options.data, links: server.links }, () => greeting(server, secrets, options));
        await stop.asked;
        environment.stderr('Stopping; what was acknowledged is on disk. Ctrl-C again ends at once.\n');
        await forget();
      } finally {
        await server.close();
      }
    } finally {
      stop.forget();
    }
  },
);

async function openServer(options: StartOptions, secrets: Secrets, environment: CliEnvironment): Promise<RunningServer> {
  const { data, host, port, warehouseUrl, vaultKey, demo, speed, customers, days, workspace, allowPrivateAddresses } = options;
  const onProgress = (message: string): void => environment.stderr(`${pc.dim(message)}\n`);
  const rest: Omit<ServerOptions, 'definitions'> = {
    data,
    host,
    port,
    ...secrets,
    adminTokenChosen: options.secrets.adminToken !== undefined,
    warehouseUrl,
    vaultKey,
    fetches: true,
    demo,
    speed,
    customers,
    days,
    allowPrivateAddresses,
    publicUrl: options.publicUrl,
    smtpUrl: options.smtpUrl,
    onProgress,
  };
  if (workspace === undefined) return environment.startServer({ ...rest, definitions: [] });
  const sound = await soundWorkspace(workspace, environment.cwd);
  return withLines(sound, (definitions) => environment.startServer({ ...rest, definitions }));
}

/** The first request to stop is an orderly one; a second ends the process at once, as after a crash: nothing acknowledged is lost. */
function stopRequest(environment: CliEnvironment): { readonly asked: Promise<void>; forget(): void } {
  let requests = 0;
  let resolveAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    resolveAsked = resolve;
  });
  const forget = environment.onStop(() => {
    requests += 1;
    if (requests > 1) environment.exit(130);
    resolveAsked();
  });
  return { asked, forget };
}

function greeting(server: RunningServer, secrets: Secrets, options: StartOptions): string {
  return [
    '',
    pc.bold(`Cusp listens on ${pc.cyan(server.url)}`),
    '',
    fields([
      ['console', `${server.url}/`],
      ...server.links.map(({ title, url }) => [title, url] as const),
      ['write key', secrets.writeKey],
      ['admin token', secrets.adminToken],
      ['data', options.data],
    ]),
    '',
    pc.dim('Ctrl-C stops it.'),
  ].join('\n');
}
