import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeatureRow, FeaturesRequest } from '../../answers.js';
import { entryValue } from '../../journal/entries.js';
import type { Pipeline } from '../../pipeline.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import { replayEvent } from '../replay.js';
import { secondState } from '../second-state.js';
import { permissionFor } from '../permission.js';
import { FeatureGround } from './feature-columns.js';

/** One row to be: a customer at an instant, as some state knows them. */
export interface Look {
  readonly ground: FeatureGround;
  /** Undefined for a line of labels whose customer did not exist by then. */
  readonly customer: number | undefined;
  readonly at: Instant;
  /** As the line of labels has them; null when everybody is asked about. */
  readonly asked: string | null;
}

/** So many rows are looked at before others get their turn. */
const LOOKS_A_TURN = 200;

/** Everybody at every instant, or the lines of labels in their order, off a living state. */
export async function* looksAsOf(ground: FeatureGround, { at = [], rows }: FeaturesRequest): AsyncGenerator<readonly Look[]> {
  const living = ground.pipeline;
  if (rows !== undefined) yield* looksAtRows(living, ground, rows);
  else for (const instant of at) yield* looksAtAll(living, ground, instant);
}

/**
 * The same by what was known at each instant: the journal holds what arrived in the order in which it did, so it is folded into a second
 * state that stops at each instant on the way. In the order of the instants.
 */
export async function* looksAsKnown(living: Pipeline, { at = [], rows }: FeaturesRequest): AsyncGenerator<readonly Look[]> {
  const instants = [...new Set(rows === undefined ? at : rows.map((row) => row.at))].sort((left, right) => left - right);
  const inOrder = rows?.toSorted((left, right) => left.at - right.at) ?? [];
  const { pipeline, publisher } = secondState(living);
  pipeline.definitions.load(living.definitions.toJson());
  publisher.restore({ definitions: living.definitions.toJson().live, removed: [] });
  pipeline.columns.filled(pipeline.columns.missing());
  pipeline.timelines.sessions.workedOut();
  const ground = new FeatureGround(pipeline);
  let looked = 0;
  const looksAt = (instant: Instant): AsyncGenerator<readonly Look[]> => {
    if (rows === undefined) return looksAtAll(living, ground, instant);
    const from = looked;
    while (inOrder[looked]?.at === instant) looked++;
    return looksAtRows(living, ground, inOrder.slice(from, looked));
  };
  let next = 0;
  for await (const entries of living.journal.scan(living.journal.start, living.journal.durable)) {
    for (const entry of entries) {
      if (next === instants.length) return;
      if (entry.kind !== 'event') continue;
      const event = entryValue(entry, 'event');
      const { receivedAt } = event;
      for (; next < instants.length && receivedAt > (instants[next] as Instant); next++) yield* looksAt(instants[next] as Instant);
      replayEvent(pipeline, event, entry.offset, new Set());
    }
    await nextTurn();
  }
  for (; next < instants.length; next++) yield* looksAt(instants[next] as Instant);
}

async function* looksAtAll(living: Pipeline, ground: FeatureGround, at: Instant): AsyncGenerator<readonly Look[]> {
  const { timelines, identities } = ground.pipeline;
  const permits = permissionToday(living, ground);
  let looks: Look[] = [];
  for (let customer = 0; customer < timelines.identifiers.size; customer++) {
    if (identities.customerOf(customer) !== customer || !ground.pipeline.exists(customer, at) || !permits(customer)) continue;
    looks.push({ ground, customer, at, asked: null });
    if (looks.length < LOOKS_A_TURN) continue;
    yield looks;
    looks = [];
    await nextTurn();
  }
  if (looks.length > 0) yield looks;
}

async function* looksAtRows(living: Pipeline, ground: FeatureGround, rows: readonly FeatureRow[]): AsyncGenerator<readonly Look[]> {
  const permits = permissionToday(living, ground);
  for (let from = 0; from < rows.length; from += LOOKS_A_TURN) {
    yield rows.slice(from, from + LOOKS_A_TURN).map(({ customer: identifier, at }) => {
      const found = ground.find(identifier);
      const customer = found !== undefined && ground.pipeline.exists(found, at) && permits(found) ? found : undefined;
      return { ground, customer, at, asked: formatIdentifier(identifier) };
    });
    await nextTurn();
  }
}

/** Whoever has withdrawn by now is in no table, also of what was before: it is now that their data would be used. */
function permissionToday(living: Pipeline, { pipeline }: FeatureGround): (customer: number) => boolean {
  const permits = permissionFor(living);
  const today = new FeatureGround(living);
  return (customer) => {
    const found = today.find(pipeline.identities.representativeOf(customer));
    return found !== undefined && permits(found, living.clock.now());
  };
}
