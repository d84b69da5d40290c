import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { compareLived } from './compare-world.js';
import { Tally } from './tally.js';
import { livedWorld, type PlainWorld } from './plain-world.js';
import type { OracleWorld } from './world.js';

/** So many smaller worlds are lived at most. */
const MOST_TRIED = 3_000;

/** The smallest world that was found, by leaving out whatever can be, in which answers of the same kind still differ. */
export async function shrunk(world: PlainWorld, way: string): Promise<PlainWorld> {
  let smallest = world;
  let tried = 0;
  for (let better = true; better && tried < MOST_TRIED; ) {
    better = false;
    for (const candidate of smallerWorlds(smallest)) {
      if (++tried > MOST_TRIED) break;
      if (!(await differs(livedWorld(candidate), way))) continue;
      smallest = candidate;
      better = true;
      break;
    }
  }
  return smallest;
}

/** The way in which a mismatch was found: what stands before its colon. */
export function wayOf(mismatch: string): string {
  return mismatch.slice(0, mismatch.indexOf(':'));
}

/** A world whose definitions have become invalid is no smaller example of anything. */
async function differs(world: OracleWorld, way: string): Promise<boolean> {
  const tally = new Tally();
  try {
    await compareLived(world, tally);
  } catch {
    return false;
  }
  return tally.mismatches.some((mismatch) => wayOf(mismatch) === way);
}

/** Every world that lacks one thing of this one, larger things first. */
function* smallerWorlds(world: PlainWorld): Generator<PlainWorld> {
  const lists = ['happenings', 'segments', 'moments', 'metrics', 'looks', 'arrivals'] as const;
  for (const size of [8, 4, 2]) {
    for (let from = 0; from < world.arrivals.length; from += size) yield without(world, 'arrivals', from, size);
  }
  for (const key of lists) for (let index = 0; index < world[key].length; index++) yield without(world, key, index, 1);
  for (const key of ['segments', 'moments', 'metrics', 'arrivals'] as const) {
    for (const [index, item] of world[key].entries()) {
      for (const smaller of key === 'arrivals' ? simplerArrival(item as unknown as JsonObject) : simpler(item as unknown as Json))
        yield { ...world, [key]: world[key].with(index, smaller as never) };
    }
  }
}

function without(
  world: PlainWorld,
  key: 'happenings' | 'segments' | 'moments' | 'metrics' | 'looks' | 'arrivals',
  from: number,
  count: number,
): PlainWorld {
  return { ...world, [key]: world[key].filter((_, index) => index < from || index >= from + count) };
}

/** An arrival stays one: only what the event says may become less. */
function* simplerArrival(arrival: JsonObject): Generator<Json> {
  for (const key of ['properties', 'context', 'traits']) {
    const said = arrival[key];
    if (said !== undefined) for (const smaller of simpler(said)) yield { ...arrival, [key]: smaller };
  }
}

/** Every value that lacks one part of this one; a condition that holds others may also become one of them. */
function* simpler(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (value.length > 1) yield value.toSpliced(index, 1);
    for (const [index, item] of value.entries()) for (const smaller of simpler(item)) yield value.with(index, smaller);
  }
  if (!isJsonObject(value)) return;
  yield* insteadOf(value);
  for (const key of Object.keys(value)) {
    const { [key]: _, ...rest } = value;
    yield rest;
  }
  for (const [key, inner] of Object.entries(value)) for (const smaller of simpler(inner)) yield { ...value, [key]: smaller };
}

function* insteadOf(condition: JsonObject): Generator<Json> {
  const { all, any, not } = condition;
  for (const list of [all, any]) if (Array.isArray(list)) yield* list;
  if (isJsonObject(not)) yield not;
}
