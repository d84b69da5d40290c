import type { Ledger } from './ledger.js';
import type { ServerProcess } from './server-process.js';
import { BUYERS, expectedBuyers, type Item } from './traffic.js';

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

/** Holds what the server says against what the client's ledger says. */
export async function checkLaws(server: ServerProcess, ledger: Ledger, taken: readonly Item[]): Promise<Verdict> {
  await server.flush();
  const acknowledged = ledger.acknowledged();
  const events = new Set(acknowledged.filter(({ status }) => status !== 'quarantined').map(({ messageId }) => messageId));
  const quarantined = new Set(acknowledged.filter(({ status }) => status === 'quarantined').map(({ messageId }) => messageId));
  const sent = ledger.sent();
  const found = [
    compare('events by SQL', events, await countsBySql(server), sent),
    compare('events by timeline', events, await countsByTimeline(server), sent),
    compare('quarantine', quarantined, await countsInQuarantine(server), sent, 'may repeat'),
  ];
  const wrong = [
    ...found.flatMap(({ words }) => words),
    ...(await checkBooks(server)),
    ...(await checkMembers(server, taken)),
    ...(await checkMembersBySql(server)),
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
  const portions = 16;
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

/** Nothing vanishes: the books balance, and what they count is there. */
export async function checkBooks(server: ServerProcess): Promise<readonly string[]> {
  const { sources } = await server.ask<{ sources: readonly { name: string; accounting: Books }[] }>('GET', '/sources');
  const wrong: string[] = [];
  for (const { name, accounting } of sources) {
    const { received, accepted, duplicate, quarantined } = accounting;
    if (received !== accepted + duplicate + quarantined) wrong.push(`the books of ${name} do not balance: ${JSON.stringify(accounting)}`);
    const [row] = await server.sql<{ rows: number }>('SELECT toUInt32(count()) AS rows FROM events WHERE source = {name:String}', { name });
    if (Number(row?.rows) !== accepted) wrong.push(`${accepted} events of ${name} were accepted, and ${row?.rows} are there`);
    const aside = await count(pages(server, `/quarantine`, 'items', 500));
    if (aside !== quarantined) wrong.push(`${quarantined} items of ${name} were quarantined, and ${aside} are there`);
  }
  return wrong;
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
  const expected = expectedBuyers(taken);
  const members = await membersOf(server, BUYERS);
  const missing = [...expected].filter((member) => !members.has(member));
  const extra = [...members].filter((member) => !expected.has(member));
  if (missing.length + extra.length === 0) return [];
  return [
    `${BUYERS}: ${missing.length} members missing (${missing.slice(0, 3).join('; ')}), ${extra.length} too many (${extra.slice(0, 3).join('; ')})`,
  ];
}

/** The recorded changes must tell the same as the memberships: one more entered than left exactly for those who are in. */
async function checkMembersBySql(server: ServerProcess): Promise<readonly string[]> {
  const wrong: string[] = [];
  const { segments } = await server.ask<{ segments: readonly { name: string; count: number }[] }>('GET', '/segments');
  for (const { name, count: members } of segments) {
    const query =
      'SELECT toUInt32(count()) AS members FROM (SELECT customer_id, argMax(entered, (observed_at, change_id)) AS inside, sum(if(entered, 1, -1)) AS net ' +
      'FROM segment_changes WHERE segment = {name:String} GROUP BY customer_id HAVING net > 0)';
    const [row] = await server.sql<{ members: number }>(query, { name });
    if (Number(row?.members) !== members) wrong.push(`${name} has ${members} members, and ${row?.members} by its recorded changes`);
  }
  return wrong;
}
