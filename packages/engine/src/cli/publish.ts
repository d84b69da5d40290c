/** Publishing from the command line: asked for at once, and followed until it is live. */
import type { Plan, Publication } from '../api/contract.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import type { ApiClient } from './api-client.js';
import type { CliEnvironment } from './environment.js';
import { leftText } from './import-progress.js';
import { numberText } from './table.js';

const LOOK_EVERY: Milliseconds = 200;
/** Part of a second after the first look: most publications are over by then. */
const FIRST_LOOK: Milliseconds = 25;

/** The query of a request that begins a publication. */
export const AT_ONCE = { wait: false } as const;

/**
 * Follows a publication until it is live, with a bar when people are watching.
 * @throws CuspError with the code and the remedy of what made it fail
 */
export async function untilLive(
  begun: Publication,
  client: ApiClient,
  environment: CliEnvironment,
): Promise<Plan & { readonly publicationId: string }> {
  const { publicationId } = begun;
  const bar = await publicationBar(environment);
  try {
    let publication = begun;
    for (let pause = FIRST_LOOK; publication.status === 'waiting' || publication.status === 'filling'; pause = LOOK_EVERY) {
      await environment.sleep(pause);
      publication = await client.get<Publication>(`/api/v1/publications/${encodeURIComponent(publicationId)}`);
      bar.show(publication);
    }
    const { failure, changes } = publication;
    if (failure === null) return { publicationId, changes };
    const { code, title, detail, remedy } = failure;
    throw new CuspError({ code, title, status: ERRORS.internal.status, remedy }, detail.replace(`${title}: `, ''));
  } finally {
    bar.stop();
  }
}

interface PublicationBar {
  show(publication: Publication): void;
  stop(): void;
}

async function publicationBar(environment: CliEnvironment): Promise<PublicationBar> {
  if (!environment.interactive) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const format = '{status} {bar} {percentage} %  {asked} of {customers} customers  {left}';
  const bar = new cliProgress.SingleBar(
    { format, hideCursor: true, clearOnComplete: true, barsize: 30 },
    cliProgress.Presets.shades_classic,
  );
  bar.start(1, 0, { status: 'waiting', asked: 0, customers: 0, left: '' });
  return {
    show: ({ status, share, asked, total, remainingMs }) =>
      bar.update(share, { status, asked: numberText(asked), customers: numberText(total), left: leftText(remainingMs) }),
    stop: () => bar.stop(),
  };
}
