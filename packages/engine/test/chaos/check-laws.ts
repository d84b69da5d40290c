import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './ledger.js';
import type { ServerProcess } from './server-process.js';
import { BUYERS, expectedBuyers, expectedViewers, type Item, VIEWERS } from './traffic.js';
import { ITEMS_OF_VICTIM, type Victims } from './victims.js';
import type { WebhookReceiver } from './webhook-receiver.js';

/** What the laws found. */
export interface Verdict {
  readonly acknowledged: number;
  /** Acknowledged, but not there. */
  readonly lost: number;
  /** There more than once. */
  readonly duplicated: number;
  /** There, but never sent. */
  readonly invented: number;
  /** Everything that is wrong, in words; empty when nothing is. */
  readonly wrong: readonly string[];
}

interface Books {
  readonly received: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
}

/** What is held against each other. */
export interface Checked {
  readonly server: ServerProcess;
  readonly ledger: Ledger;
  readonly victims: Victims;
  /** Items that were acknowledged as events. */
  readonly taken: readonly Item[];
  readonly receiver: WebhookReceiver;
}

/** Holds what the server says against what the client's ledger says. */
export async function checkLaws(checked: Checked): Promise<Verdict> {
  const { server, ledger, victims, taken } = checked;
  const erased = await checkErased(server, ledger, victims);
  await server.flush();
  const acknowledged = ledger.acknowledged();
  const events = new Set(acknowledged.filter(({ status }) => status !== 'quarantined').map(({ messageId }) => messageId));
  const quarantined = new Set(acknowledged.filter(({ status }) => status === 'quarantined').map(({ messageId }) => messageId));
  const sent = ledger.sent();
  const bySql = await countsBySql(server);
  const found = [
    compare('events by SQL', events, bySql, sent),
    compare('events by timeline', events, await countsByTimeline(server), sent),
    compare('quarantine', quarantined, await countsInQuarantine(server), sent, 'may repeat'),
  ];
  const wrong = [
    ...found.flatMap(({ words }) => words),
    ...erased,
    ...(await checkBooks(server, { erased: ledger.erased().size, answered: acknowledged.length })),
    ...(await checkMembers(server, taken)),
    ...(await checkDeliveries(checked)),
  ];
  const total = (key: 'lost' | 'duplicated' | 'invented'): number => found.reduce((sum, each) => sum + each[key], 0);
  return {
    acknowledged: events.size + quarantined.size,
    lost: total('lost'),
    duplicated: total('duplicated'),
    invented: total('invented'),
    wrong,
  };
}

function compare(
  where: string,
  acknowledged: ReadonlySet<string>,
  counts: ReadonlyMap<string, number>,
  sent: ReadonlySet<string>,
  repeats: 'may repeat' | 'once' = 'once',
): { readonly lost: number; readonly duplicated: number; readonly invented: number; readonly words: readonly string[] } {
  const lost = [...acknowledged].filter((id) => !counts.has(id));
  const duplicated = repeats === 'may repeat' ? [] : [...counts].filter(([, count]) => count > 1).map(([id]) => id);
  const invented = [...counts.keys()].filter((id) => !sent.has(id));
  const words = Object.entries({ lost, duplicated, invented }).flatMap(([what, ids]) =>
    ids.length === 0 ? [] : [`${where}: ${ids.length} ${what}, such as ${ids.slice(0, 3).join(', ')}`],
  );
  return { lost: lost.length, duplicated: duplicated.length, invented: invented.length, words };
}

async function countsBySql(server: ServerProcess): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const portions = 4;
  for (let portion = 0; portion < portions; portion++) {
    const query = `SELECT message_id, toUInt32(count()) AS times FROM events WHERE cityHash64(message_id) % ${portions} = {portion:UInt8} GROUP BY message_id`;
    for (const { message_id, times } of await server.sql<{ message_id: string; times: number }>(query, { portion }))
      counts.set(message_id, Number(times));
  }
  return counts;
}

async function countsByTimeline(server: ServerProcess): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { identifiers } of await allCustomers(server)) {
    const path = `/customers/${encodeURIComponent(identifiers[0] ?? '')}/timeline`;
    for await (const event of pages<{ messageId: string }>(server, path, 'events'))
      counts.set(event.messageId, (counts.get(event.messageId) ?? 0) + 1);
  }
  return counts;
}

async function countsInQuarantine(server: ServerProcess): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const { raw } of pages<{ raw: string }>(server, '/quarantine', 'items', 500)) {
    const { messageId } = JSON.parse(raw) as { messageId: string };
    counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
  }
  return counts;
}

interface CustomerOfList {
  readonly identifiers: readonly string[];
  readonly events: number;
}

async function allCustomers(server: ServerProcess): Promise<readonly CustomerOfList[]> {
  const customers: CustomerOfList[] = [];
  for await (const customer of pages<CustomerOfList>(server, '/customers', 'customers')) customers.push(customer);
  return customers;
}

/** Everything of a list, page after page. */
export async function* pages<T>(server: ServerProcess, path: string, key: string, limit = 1_000): AsyncIterable<T> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor !== '' && { cursor }) });
    const page: Record<string, unknown> = await server.ask('GET', `${path}?${query}`);
    yield* page[key] as readonly T[];
    cursor = page.nextCursor as string | null;
  }
}

/** What clients know of the books. */
export interface KnownOfBooks {
  /** Items that were counted and are gone by erasure: one in each {@link ITEMS_OF_VICTIM} was quarantined. */
  readonly erased: number;
  /** Items that were answered. */
  readonly answered: number;
}

/** Nothing vanishes: the books balance, what they count is there or was erased, and nothing that was answered is missing in them. */
export async function checkBooks(server: ServerProcess, known: KnownOfBooks = { erased: 0, answered: 0 }): Promise<readonly string[]> {
  const { sources } = await server.ask<{ sources: readonly { name: string; accounting: Books }[] }>('GET', '/sources');
  const wrong: string[] = [];
  const erasedAside = known.erased / ITEMS_OF_VICTIM;
  const erasedEvents = known.erased - erasedAside;
  for (const { name, accounting } of sources) {
    const { received, accepted, duplicate, quarantined } = accounting;
    if (received !== accepted + duplicate + quarantined) wrong.push(`the books of ${name} do not balance: ${JSON.stringify(accounting)}`);
    if (received < known.answered + known.erased)
      wrong.push(`${name} answered ${known.answered + known.erased} items, and counts ${received}`);
    const [row] = await server.sql<{ rows: number }>('SELECT toUInt32(count()) AS rows FROM events WHERE source = {name:String}', { name });
    const rows = Number(row?.rows);
    if (rows + erasedEvents !== accepted)
      wrong.push(`${accepted} events of ${name} were accepted; ${rows} are there, and ${erasedEvents} erased`);
    const aside = await count(pages(server, `/quarantine`, 'items', 500));
    // Whoever was put aside without an id, and whose answer was lost, was put aside twice: one or both may have been erased.
    if (aside + erasedAside > quarantined || (known.erased === 0 && aside !== quarantined))
      wrong.push(`${quarantined} items of ${name} were quarantined; ${aside} are there, and at least ${erasedAside} erased`);
  }
  return wrong;
}

/** Erasures end, and those who were erased stay away, also when their events are sent once more. */
async function checkErased(server: ServerProcess, ledger: Ledger, victims: Victims): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { userId, items, requests } of victims.erased) {
    const { status, text } = await server.batch(items);
    if (status !== 200) throw new Error(`${userId} sent once more was answered ${status}: ${text}`);
    const { outcomes } = JSON.parse(text) as { outcomes: readonly { status: string }[] };
    if (outcomes.some((outcome) => outcome.status !== 'duplicate')) wrong.push(`${userId} was erased, and is ${JSON.stringify(outcomes)}`);
    for (const request of requests) await untilDone(server, request);
    const found = await server.call('GET', `/customers/${encodeURIComponent(`userId:${userId}`)}`);
    if (found.status !== 404) wrong.push(`${userId} was erased, and asking for them is answered ${found.status}`);
  }
  const missing = [...ledger.victims()].filter((id) => !ledger.erased().has(id));
  if (missing.length > 0) wrong.push(`${missing.length} items wait for their erasure`);
  return wrong;
}

async function untilDone(server: ServerProcess, request: string): Promise<void> {
  const limit = Date.now() + 60_000;
  while ((await server.ask<{ status: string }>('GET', `/erasures/${request}`)).status !== 'done') {
    if (Date.now() > limit) throw new Error(`the erasure ${request} does not end`);
    await sleep(50);
  }
}

/** Each decision is there once; what was sent had been decided and its attempt written; what is said to be delivered was received. */
async function checkDeliveries({ server, receiver, taken }: Checked): Promise<readonly string[]> {
  const world = worldOf(taken);
  const receivedSoFar = (): ReadonlySet<string> =>
    new Set(receiver.received.filter(({ body }) => body.includes(world)).map(({ headers }) => String(headers['webhook-id'])));
  const before = receivedSoFar();
  // What was received by now had its attempt on disk before it was sent.
  await server.flush();
  const rows = await server.sql<{ id: string; times: number; attempts: number; delivered: number }>(
    'SELECT decision_id AS id, toUInt32(count()) AS times, toUInt32(max(delivery_attempts)) AS attempts, ' +
      "toUInt8(max(delivery_status = 'delivered')) AS delivered FROM decisions GROUP BY decision_id",
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  const wrong: string[] = [];
  for (const { id, times } of rows) if (times > 1) wrong.push(`decision ${id} is there ${times} times`);
  for (const id of before) if ((known.get(id)?.attempts ?? 0) === 0) wrong.push(`${id} was received, and no attempt is on record`);
  // Deliveries went on meanwhile: what is on record as delivered by now has been received by now.
  const after = receivedSoFar();
  for (const { id, delivered } of rows)
    if (Number(delivered) === 1 && !after.has(id)) wrong.push(`${id} is delivered, and was not received`);
  return wrong;
}

/** What the ids of a run's part have in common. */
function worldOf([first]: readonly Item[]): string {
  return ` ${first?.messageId.slice(0, first.messageId.indexOf('-'))}-`;
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let counted = 0;
  for await (const _ of items) counted++;
  return counted;
}

async function membersOf(server: ServerProcess, segment: string): Promise<ReadonlySet<string>> {
  const members = new Set<string>();
  for await (const { identifiers } of pages<CustomerOfList>(server, `/segments/${segment}/members`, 'members'))
    members.add([...identifiers].sort().join(' '));
  return members;
}

async function checkMembers(server: ServerProcess, taken: readonly Item[]): Promise<readonly string[]> {
  const { segments } = await server.ask<{ segments: readonly LiveSegment[] }>('GET', '/segments');
  const times = segments.find(({ name }) => name === VIEWERS)?.definition.where.times?.atLeast ?? Number.NaN;
  return [
    ...differences(BUYERS, expectedBuyers(taken), await membersOf(server, BUYERS)),
    ...differences(VIEWERS, expectedViewers(taken, times), await membersOf(server, VIEWERS)),
    ...(await checkChanges(server, segments.find(({ name }) => name === BUYERS)?.count ?? 0)),
  ];
}

interface LiveSegment {
  readonly name: string;
  readonly count: number;
  readonly definition: { readonly where: { readonly times?: { readonly atLeast: number } } };
}

function differences(segment: string, expected: ReadonlySet<string>, members: ReadonlySet<string>): readonly string[] {
  const missing = [...expected].filter((member) => !members.has(member));
  const extra = [...members].filter((member) => !expected.has(member));
  if (missing.length + extra.length === 0) return [];
  return [
    `${segment}: ${missing.length} members missing (${missing.slice(0, 3).join('; ')}), ${extra.length} too many (${extra.slice(0, 3).join('; ')})`,
  ];
}

/** Of a segment that nobody ever leaves, everybody who is in has entered, by the recorded changes. */
async function checkChanges(server: ServerProcess, members: number): Promise<readonly string[]> {
  const query =
    'SELECT toUInt32(uniqExact(customer_id)) AS people, toUInt32(countIf(NOT entered)) AS leavings FROM segment_changes WHERE segment = {name:String}';
  const [row] = await server.sql<{ people: number; leavings: number }>(query, { name: BUYERS });
  if (Number(row?.people) === members && Number(row?.leavings) === 0) return [];
  return [`${BUYERS} has ${members} members; by its recorded changes ${row?.people} entered and ${row?.leavings} left`];
}
