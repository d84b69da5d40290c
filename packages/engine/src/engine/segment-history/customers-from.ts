import type { Pipeline } from '../../pipeline.js';

/** Everybody of whom something is known, each once, by number. */
export function* customersFrom({ identities, timelines }: Pipeline, from: number): Iterable<number> {
  for (let customer = from; customer < timelines.identifiers.size; customer++)
    if (identities.customerOf(customer) === customer && timelines.count(customer) > 0) yield customer;
}

/** How many there are. */
export function countOf(pipeline: Pipeline): number {
  let count = 0;
  for (const _ of customersFrom(pipeline, 0)) count++;
  return count;
}
