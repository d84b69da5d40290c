import type { Pipeline } from '../pipeline.js';
import { compareUtf8 } from '../vocabulary/customer.js';

/** How two states differ, by customer: who they are, their events in order, and where they belong. */
export function compareStates(left: Pipeline, right: Pipeline): { readonly rows: number; readonly differing: number } {
  // One instant for both: a window that ends between two looks at the clock would pass for a difference.
  const now = left.clock.now();
  for (const state of [left, right]) while (state.nextDeadline() <= now) state.passTime(now);
  const ours = describeAll(left);
  const theirs = describeAll(right);
  let differing = 0;
  for (const [customer, description] of ours) if (theirs.get(customer) !== description) differing++;
  for (const customer of theirs.keys()) if (!ours.has(customer)) differing++;
  return { rows: ours.size, differing };
}

/** Each customer as text that is equal exactly when their state is, by customerId. */
export function describeAll(pipeline: Pipeline): Map<string, string> {
  const { timelines, identities } = pipeline;
  const described = new Map<string, string>();
  for (let customer = 0; customer < timelines.identifiers.size; customer++) {
    if (identities.customerOf(customer) !== customer || timelines.count(customer) === 0) continue;
    const identifiers = identities
      .membersOf(customer)
      .map((member) => timelines.identifiers.textOf(member))
      .sort(compareUtf8);
    const events = timelines.rowsOf(customer).map((row) => {
      const session = timelines.sessions.describe(row);
      const visit = session === undefined ? '' : ` ${session.startedAt} ${session.channel}`;
      return `${timelines.rows.timestamp(row)} ${timelines.messageIdOf(row)}${visit}`;
    });
    const segments = [...pipeline.segmentsOf(customer)].sort(compareUtf8);
    const moments = pipeline.moments
      .all()
      .flatMap(({ definition: { name } }) =>
        pipeline.moments.standing(name, customer).map(({ at, evidence }) => `${name} ${at} ${evidence.join(' ')}`),
      );
    described.set(identities.customerId(customer), JSON.stringify({ identifiers, events, segments, moments: moments.sort(compareUtf8) }));
  }
  return described;
}
