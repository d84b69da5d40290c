import { fillColumns, forEachCustomer } from './history.js';
import type { Pipeline } from '../pipeline.js';
import { foldAct, type Recovering, Replay } from './replay.js';
import { loadSnapshot } from './snapshot.js';
import { readSnapshot } from '../state/snapshot-file.js';

/**
 * Brings the state back: from the newest snapshot and the journal's tail after it, or from the journal alone. What was observed
 * is taken over as it was; what is true now is then asked anew, and where the two differ (a window ended while the engine was
 * off) the change is observed now, with the instant at which it was.
 * @param directory where snapshots are; undefined to read the journal from its start
 */
export async function recover(recovering: Recovering, directory: string | undefined): Promise<void> {
  const { pipeline } = recovering;
  const snapshot = directory === undefined ? undefined : await readSnapshot(directory);
  if (snapshot !== undefined) {
    const taken = loadSnapshot(pipeline, recovering.publisher, snapshot);
    // Memberships are in the snapshot as they are today; the others are folded from their entries.
    for (const act of pipeline.acts.inOrder()) if (act.kind !== 'segmentChanges') foldAct(recovering, pipeline.journal.entryAt(act.offset));
    pipeline.decisions.keepTaken(taken);
  }
  const replay = new Replay(recovering);
  await replay.read(Math.max(snapshot?.offset ?? 0, pipeline.journal.start));
  replay.finish();
  await fillColumns(pipeline);
  await countForSurges(pipeline);
  pipeline.decideAgain(replay.unsure);
  await reviewAll(pipeline, snapshot === undefined ? undefined : replay.touched, recovering.publisher.untoldSegments());
  recovering.publisher.endTelling();
  await pipeline.actLog.write();
}

/**
 * Folds the journal a second time while it grows, and asks what is true only at its end: what a first part leaves open, the
 * acts that follow may answer.
 * @param whenStill does its work at a moment at which the journal stands still
 */
export async function refold<T>(recovering: Recovering, whenStill: (work: () => Promise<T>) => Promise<T>, compare: () => T): Promise<T> {
  const { pipeline } = recovering;
  const replay = new Replay(recovering);
  const until = await replay.read(pipeline.journal.start);
  await fillColumns(pipeline);
  return whenStill(async () => {
    await replay.read(until);
    replay.finish();
    await fillColumns(pipeline);
    await reviewAll(pipeline, undefined, recovering.publisher.untoldSegments());
    return compare();
  });
}

/** Counts are in no snapshot: they are taken from the timelines, and compared with what was told. */
async function countForSurges(pipeline: Pipeline): Promise<void> {
  if (pipeline.surges.all().length > 0) await forEachCustomer(pipeline, (customer) => pipeline.surges.count(customer));
  pipeline.surges.endReplay(pipeline.clock.now());
}

/** Asks everything about the customers whom the tail touched, or about everybody; the rest have their deadlines, those that have passed are asked too. */
async function reviewAll(pipeline: Pipeline, touched: ReadonlySet<number> | undefined, untold: ReadonlySet<string>): Promise<void> {
  pipeline.segments.shareMembers();
  const overdue = [...pipeline.segments.overdue(pipeline.clock.now()), ...pipeline.moments.overdue(pipeline.clock.now())];
  const customers = touched && new Set([...touched, ...overdue].map((identifier) => pipeline.identities.customerOf(identifier)));
  await forEachCustomer(pipeline, (customer) => {
    if (customers !== undefined && !customers.has(customer)) return;
    const now = pipeline.clock.now();
    pipeline.segments.review(customer, now, 'recovery', untold);
    pipeline.moments.review(customer, now, 'recovery');
  });
  await pipeline.actLog.write();
}
