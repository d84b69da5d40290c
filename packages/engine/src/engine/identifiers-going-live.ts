import type { Pipeline } from '../pipeline.js';
import { passing } from '../runtime/steps.js';
import type { Publication } from '../vocabulary/definition.js';
import { IdentifierRules } from '../vocabulary/identifier-rules.js';
import { identifiersWith } from './check-identifiers.js';
import { interrupted, letTimePass, mark, type Watcher } from './going-live.js';
import { IdentifierHistory, type OlderLink } from './identifier-history.js';

/** Whether a publication says what holds for types of identifiers; then it says nothing else. */
export function isOfIdentifiers({ definitions, removed }: Pick<Publication, 'definitions' | 'removed'>): boolean {
  return [...definitions.map(({ definition }) => definition), ...removed].some(({ kind }) => kind === 'identifier');
}

/** The rules that are in force once a publication is. */
export function rulesUnder(pipeline: Pipeline, { definitions, removed }: Pick<Publication, 'definitions' | 'removed'>): IdentifierRules {
  const given = definitions.map(({ definition }) => definition);
  return new IdentifierRules(identifiersWith(given, removed, pipeline.definitions));
}

/**
 * Takes a publication of types of identifiers live: reads what history says by new paths while the old rules hold, puts the new ones in force
 * for everybody at one instant at which nothing else is on its way, and lets everything follow. What comes meanwhile waits.
 * @throws CuspError interrupted when the engine stops first: it goes on after the next start
 */
export async function identifiersGoLive(pipeline: Pipeline, publication: Publication, watcher: Watcher): Promise<void> {
  const rules = rulesUnder(pipeline, publication);
  const history = new IdentifierHistory(pipeline, rules);
  try {
    await history.fill();
    await pipeline.whenStill(async () => {
      const links = await history.links(() => stopIfAsked(watcher));
      passing('publication filled');
      await letTimePass(pipeline, watcher, () => switchOver(pipeline, publication));
      await pipeline.adoptRules(rules, links, (done, total) => {
        watcher.asked(done, total);
        stopIfAsked(watcher);
      });
    });
  } finally {
    await history.end();
  }
  if (publication.publicationId !== undefined) mark(pipeline, publication.publicationId, 'done');
  await pipeline.actLog.write();
  pipeline.rearm();
}

/** What a publication's mark needs to be taken over again: read beforehand, for that takes turns. */
export async function readBeforeMark(pipeline: Pipeline, publication: Publication): Promise<readonly OlderLink[]> {
  const history = new IdentifierHistory(pipeline, rulesUnder(pipeline, publication));
  try {
    await history.fill();
    return await history.links();
  } finally {
    await history.end();
  }
}

function stopIfAsked(watcher: Watcher): void {
  if (watcher.stopped()) throw interrupted();
}

function switchOver(pipeline: Pipeline, publication: Publication): void {
  pipeline.definitions.fold(publication);
  pipeline.drafts.foldPublication(publication);
  if (publication.publicationId !== undefined) mark(pipeline, publication.publicationId, 'live');
}
