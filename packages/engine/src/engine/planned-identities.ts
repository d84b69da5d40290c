import { IdentityGraph } from '../identify/identity-graph.js';
import type { Pipeline } from '../pipeline.js';
import { Interner } from '../timeline/interner.js';
import type { IdentifierRules } from '../vocabulary/identifier-rules.js';
import type { PlannedIdentities } from '../vocabulary/planned-change.js';
import { IdentifierHistory, type OlderLink } from './identifier-history.js';

/** With more events than this nothing is said of who would be joined and parted: it would take a copy of all that is known of identities. */
const MOST_EVENTS = 200_000;

/** How many of today's customers would be joined with others, and how many parted; null when there is too much to work it out. */
export async function plannedIdentities(pipeline: Pipeline, rules: IdentifierRules): Promise<PlannedIdentities | null> {
  if (pipeline.eventCount > MOST_EVENTS) return null;
  const history = new IdentifierHistory(pipeline, rules);
  try {
    await history.fill();
    return compare(pipeline, rules, await history.links());
  } finally {
    await history.end();
  }
}

/** Compares today's customers with those of a copy in which the rules hold. */
function compare(pipeline: Pipeline, rules: IdentifierRules, links: readonly OlderLink[]): PlannedIdentities {
  const { identities, timelines } = pipeline;
  const copy = copyUnder(pipeline, rules, links);
  const becomes = new Map<number, Set<number>>();
  const comesFrom = new Map<number, Set<number>>();
  for (const identifier of withEvents(pipeline)) {
    const [today, then] = [identities.customerOf(identifier), copy.customerOf(identifier)];
    note(becomes, today, then);
    note(comesFrom, then, today);
  }
  const all = [...becomes.values()];
  return {
    joined: all.filter((then) => [...then].some((one) => (comesFrom.get(one)?.size ?? 0) > 1)).length,
    parted: all.filter((then) => then.size > 1).length,
    customers: comesFrom.size - becomes.size + timelines.customers,
  };
}

function copyUnder({ identities, timelines }: Pipeline, rules: IdentifierRules, links: readonly OlderLink[]): IdentityGraph {
  const identifiers = new Interner();
  identifiers.load(timelines.identifiers.texts());
  const copy = new IdentityGraph(identifiers, (left, right) => timelines.isBefore(left, right));
  copy.load(structuredClone(identities.toJson()), identities.rules);
  copy.adopt(
    rules,
    links.map((link) => ({ ...link, right: identifiers.intern(link.right) })),
  );
  return copy;
}

/** Identifiers that events are stored under. */
function withEvents({ timelines: { rows } }: Pipeline): ReadonlySet<number> {
  const found = new Set<number>();
  for (let row = 0; row < rows.length; row++) if (rows.idLength(row) > 0) found.add(rows.identifier(row));
  return found;
}

function note(sets: Map<number, Set<number>>, key: number, member: number): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([member]));
  else known.add(member);
}
