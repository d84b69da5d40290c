import { setTimeout as sleep } from 'node:timers/promises';
import { BUYERS, expectedBuyers, expectedViewers, VIEWERS } from './traffic.js';
import { ITEMS_OF_VICTIM } from './victims.js';
/** Holds what the server says against what the client's ledger says. */
export async function checkLaws(checked) {
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
    const total = (key) => found.reduce((sum, each) => sum + each[key], 0);
    return {
        acknowledged: events.size + quarantined.size,
        lost: total('lost'),
        duplicated: total('duplicated'),
        invented: total('invented'),
        wrong,
    };
}
function compare(where, acknowledged, counts, sent, repeats = 'once') {
    const lost = [...acknowledged].filter((id) => !counts.has(id));
    const duplicated = repeats === 'may repeat' ? [] : [...counts].filter(([, count]) => count > 1).map(([id]) => id);
    const invented = [...counts.keys()].filter((id) => !sent.has(id));
    const words = Object.entries({ lost, duplicated, invented }).flatMap(([what, ids]) => ids.length === 0 ? [] : [`${where}: ${ids.length} ${what}, such as ${ids.slice(0, 3).join(', ')}`]);
    return { lost: lost.length, duplicated: duplicated.length, invented: invented.length, words };
}
async function countsBySql(server) {
    const counts = new Map();
    const portions = 4;
    for (let portion = 0; portion < portions; portion++) {
        const query = `SELECT message_id, toUInt32(count()) AS times FROM events WHERE cityHash64(message_id) % ${portions} = {portion:UInt8} GROUP BY message_id`;
        for (const { message_id, times } of await server.sql(query, { portion }))
            counts.set(message_id, Number(times));
    }
    return counts;
}
async function countsByTimeline(server) {
    const counts = new Map();
    for (const { identifiers } of await allCustomers(server)) {
        const path = `/customers/${encodeURIComponent(identifiers[0] ?? '')}/timeline`;
        for await (const event of pages(server, path, 'events'))
            counts.set(event.messageId, (counts.get(event.messageId) ?? 0) + 1);
    }
    return counts;
}
async function countsInQuarantine(server) {
    const counts = new Map();
    for await (const { raw } of pages(server, '/quarantine', 'items', 500)) {
        const { messageId } = JSON.parse(raw);
        counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
    }
    return counts;
}
async function allCustomers(server) {
    const customers = [];
    for await (const customer of pages(server, '/customers', 'customers'))
        customers.push(customer);
    return customers;
}
/** Everything of a list, page after page. */
export async function* pages(server, path, key, limit = 1_000) {
    for (let cursor = ''; cursor !== null;) {
        const query = new URLSearchParams({ limit: String(limit), ...(cursor !== '' && { cursor }) });
        const page = await server.ask('GET', `${path}?${query}`);
        yield* page[key];
        cursor = page.nextCursor;
    }
}
/** Nothing vanishes: the books balance, what they count is there or was erased, and nothing that was answered is missing in them. */
export async function checkBooks(server, known = { erased: 0, answered: 0 }) {
    const { sources } = await server.ask('GET', '/sources');
    const wrong = [];
    const erasedAside = known.erased / ITEMS_OF_VICTIM;
    const erasedEvents = known.erased - erasedAside;
    for (const { name, accounting } of sources) {
        const { received, accepted, duplicate, quarantined } = accounting;
        if (received !== accepted + duplicate + quarantined)
            wrong.push(`the books of ${name} do not balance: ${JSON.stringify(accounting)}`);
        if (received < known.answered + known.erased)
            wrong.push(`${name} answered ${known.answered + known.erased} items, and counts ${received}`);
        const [row] = await server.sql('SELECT toUInt32(count()) AS rows FROM events WHERE source = {name:String}', { name });
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
async function checkErased(server, ledger, victims) {
    const wrong = [];
    for (const { userId, items, requests } of victims.erased) {
        const { status, text } = await server.batch(items);
        if (status !== 200)
            throw new Error(`${userId} sent once more was answered ${status}: ${text}`);
        const { outcomes } = JSON.parse(text);
        if (outcomes.some((outcome) => outcome.status !== 'duplicate'))
            wrong.push(`${userId} was erased, and is ${JSON.stringify(outcomes)}`);
        for (const request of requests)
            await untilDone(server, request);
        const found = await server.call('GET', `/customers/${encodeURIComponent(`userId:${userId}`)}`);
        if (found.status !== 404)
            wrong.push(`${userId} was erased, and asking for them is answered ${found.status}`);
    }
    const missing = [...ledger.victims()].filter((id) => !ledger.erased().has(id));
    if (missing.length > 0)
        wrong.push(`${missing.length} items wait for their erasure`);
    return wrong;
}
async function untilDone(server, request) {
    const limit = Date.now() + 60_000;
    while ((await server.ask('GET', `/erasures/${request}`)).status !== 'done') {
        if (Date.now() > limit)
            throw new Error(`the erasure ${request} does not end`);
        await sleep(50);
    }
}
/** Each decision is there once; what was sent had been decided and its attempt written; what is said to be delivered was received. */
async function checkDeliveries({ server, receiver, taken }) {
    const world = worldOf(taken);
    const receivedSoFar = () => new Set(receiver.received.filter(({ body }) => body.includes(world)).map(({ headers }) => String(headers['webhook-id'])));
    const before = receivedSoFar();
    // What was received by now had its attempt on disk before it was sent.
    await server.flush();
    const rows = await server.sql('SELECT decision_id AS id, toUInt32(count()) AS times, toUInt32(max(delivery_attempts)) AS attempts, ' +
        "toUInt8(max(delivery_status = 'delivered')) AS delivered FROM decisions GROUP BY decision_id");
    const known = new Map(rows.map((row) => [row.id, row]));
    const wrong = [];
    for (const { id, times } of rows)
        if (times > 1)
            wrong.push(`decision ${id} is there ${times} times`);
    for (const id of before)
        if ((known.get(id)?.attempts ?? 0) === 0)
            wrong.push(`${id} was received, and no attempt is on record`);
    // Deliveries went on meanwhile: what is on record as delivered by now has been received by now.
    const after = receivedSoFar();
    for (const { id, delivered } of rows)
        if (Number(delivered) === 1 && !after.has(id))
            wrong.push(`${id} is delivered, and was not received`);
    return wrong;
}
/** What the ids of a run's part have in common. */
function worldOf([first]) {
    return ` ${first?.messageId.slice(0, first.messageId.indexOf('-'))}-`;
}
async function count(items) {
    let counted = 0;
    for await (const _ of items)
        counted++;
    return counted;
}
async function membersOf(server, segment) {
    const members = new Set();
    for await (const { identifiers } of pages(server, `/segments/${segment}/members`, 'members'))
        members.add([...identifiers].sort().join(' '));
    return members;
}
async function checkMembers(server, taken) {
    const { segments } = await server.ask('GET', '/segments');
    const times = segments.find(({ name }) => name === VIEWERS)?.definition.where.times?.atLeast ?? Number.NaN;
    return [
        ...differences(BUYERS, expectedBuyers(taken), await membersOf(server, BUYERS)),
        ...differences(VIEWERS, expectedViewers(taken, times), await membersOf(server, VIEWERS)),
        ...(await checkChanges(server, segments.find(({ name }) => name === BUYERS)?.count ?? 0)),
    ];
}
function differences(segment, expected, members) {
    const missing = [...expected].filter((member) => !members.has(member));
    const extra = [...members].filter((member) => !expected.has(member));
    if (missing.length + extra.length === 0)
        return [];
    return [
        `${segment}: ${missing.length} members missing (${missing.slice(0, 3).join('; ')}), ${extra.length} too many (${extra.slice(0, 3).join('; ')})`,
    ];
}
/** Of a segment that nobody ever leaves, everybody who is in has entered, by the recorded changes. */
async function checkChanges(server, members) {
    const query = 'SELECT toUInt32(uniqExact(customer_id)) AS people, toUInt32(countIf(NOT entered)) AS leavings FROM segment_changes WHERE segment = {name:String}';
    const [row] = await server.sql(query, { name: BUYERS });
    if (Number(row?.people) === members && Number(row?.leavings) === 0)
        return [];
    return [`${BUYERS} has ${members} members; by its recorded changes ${row?.people} entered and ${row?.leavings} left`];
}
