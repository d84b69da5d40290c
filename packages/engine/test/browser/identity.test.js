import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MATCHING, register } from '../matching-life.js';
import { ADMIN_TOKEN, ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { listen } from './visitor.js';
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const complaints = [];
let data;
let server;
let browser;
let page;
async function get(path) {
    const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    expect(answer.status, path).toBe(200);
    return (await answer.json());
}
async function send(batch) {
    const sent = await fetch(`${server.url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey: WRITE_KEY, batch }) });
    expect(sent.status).toBe(200);
}
async function publish(...definitions) {
    const published = await fetch(`${server.url}/api/v1/definitions`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ definitions, reason: 'to begin with' }),
    });
    expect(published.status).toBe(200);
}
beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'cusp-identity-'));
    server = await ServerProcess.start({ data, repository });
    const seen = (messageId, userId, anonymousId) => ({
        ...{ type: 'track', event: 'Product Viewed', properties: { product_id: 'p1' } },
        ...{ messageId, userId, anonymousId },
    });
    const batch = [
        { type: 'identify', messageId: 'i1', userId: 'ann', traits: { name: 'Ann Lee', city: 'York' } },
        { type: 'identify', messageId: 'i2', userId: 'anna', traits: { name: 'Anna Lee', phone: '+44 20 7946 0000' } },
        ...[seen('a1', 'ann', 'laptop'), seen('a2', 'anna', 'phone')],
        ...[seen('t1', 'ann', 'tablet'), seen('t2', 'anna', 'tablet'), seen('t3', 'bob', 'tablet')],
    ];
    await send(batch);
    await publish({ kind: 'segment', name: 'keen', where: { performed: 'Product Viewed', times: { atLeast: 3 } } });
    browser = await launchChromium();
    page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })).newPage();
    listen(page, complaints);
    await page.goto(`${server.url}/customers/userId:ann?show=identity#token=${ADMIN_TOKEN}`);
}, 120_000);
afterAll(async () => {
    await browser?.close();
    await server?.stop();
    if (data !== undefined)
        await rm(data, { recursive: true, force: true });
});
/** All that the engine says of both and of the segment, and what the page shows beside its tabs. */
async function everything() {
    const customers = await Promise.all(['ann', 'anna'].map((userId) => get(`/customers/userId:${userId}`)));
    const links = await Promise.all(['ann', 'anna'].map((userId) => get(`/customers/userId:${userId}/identity`)));
    const { count } = await get('/segments/keen');
    const shown = await page.locator('.customer-about').innerText();
    return { customers: customers.map((customer) => ({ ...customer, asOf: null })), links, count, shown };
}
const reason = (text) => page.getByLabel('Why, for the record').fill(text);
it('a merge and its undoing leave the page, the segments and their counts as before; so does a merge that is parted by hand', async () => {
    await page.getByText('anonymousId:tablet is shared: it was seen with 3 userIds').waitFor();
    const before = await everything();
    expect(before).toMatchObject({ count: 0, links: [{ decisions: [] }, { decisions: [] }] });
    await page.getByRole('link', { name: 'Merge with…' }).click();
    await page.getByLabel('The other customer, by any identifier').fill('phone');
    await page.getByRole('link', { name: 'Compare with anna' }).click();
    await page.getByText('differs').waitFor();
    await page.getByRole('button', { name: 'Merge them' }).click();
    await page.getByText('Say why: whoever looks later will ask.').waitFor();
    await page.getByLabel('Your name, for the record').fill('Dana');
    await reason('she told us');
    await page.getByLabel('Why, for the record').press('Enter');
    await page.getByText('userId:ann and userId:anna are one customer now.').waitFor();
    await page.locator('.customer-about').getByRole('link', { name: 'keen', exact: true }).waitFor();
    await page.getByText('she told us').first().waitFor();
    const merged = await everything();
    expect(merged.count).toBe(1);
    expect(merged.customers[1]).toEqual(merged.customers[0]);
    expect(merged.links[0]?.decisions).toMatchObject([{ action: 'merge', by: 'Dana', reason: 'she told us' }]);
    // The form is gone; whoever works by keyboard stands on the way back.
    await page.keyboard.press('Enter');
    await page.getByText('Undone: the customers are as before.').waitFor();
    await page.getByText('In no segment at this moment.').waitFor();
    expect(await everything()).toEqual(before);
    await mergeAndPart();
    expect(await everything()).toEqual(before);
    expect(complaints).toEqual([]);
}, 120_000);
/** Merges from the address of the comparison, and takes that back in the list of decisions. */
async function mergeAndPart() {
    await page.goto(`${server.url}/customers/userId:anna?show=identity&act=merge&with=userId:ann`);
    await reason('once more');
    await page.getByRole('button', { name: 'Merge them' }).click();
    await page.getByRole('link', { name: 'Take back…' }).click();
    await reason('no, after all');
    await page.getByRole('button', { name: 'Part them again' }).click();
    await page.getByText('userId:anna and userId:ann are two customers now.').waitFor();
    await page.goto(`${server.url}/customers/userId:ann?show=identity`);
    await page.getByText('In no segment at this moment.').waitFor();
}
it('an identifier is split off, two are kept apart and allowed again, and a no of the engine is told in words', async () => {
    await page.getByRole('link', { name: 'Split off anonymousId:laptop…' }).click();
    await reason('lent to a friend');
    await page.getByRole('button', { name: 'Split off', exact: true }).click();
    await page.getByText('Dana does not believe it: lent to a friend').waitFor();
    expect((await get('/customers/userId:ann')).identifiers).toEqual(['userId:ann']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: the customers are as before.').waitFor();
    await page.goto(`${server.url}/customers/userId:ann?show=identity&act=merge&with=userId:bob`);
    await reason('brother and sister');
    await page.getByRole('button', { name: 'Never make them one' }).click();
    await page.getByText('userId:ann and userId:bob are kept apart for good.').waitFor();
    await page.goto(`${server.url}/customers/userId:bob?show=identity&act=merge&with=userId:ann`);
    await page.getByText('Dana keeps userId:ann and userId:bob apart: brother and sister').waitFor();
    await page.getByRole('link', { name: 'Allow it again…' }).click();
    await fetch(`${server.url}/api/v1/identity/unblock`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ customers: ['userId:bob', 'userId:ann'], reason: 'somebody was faster' }),
    });
    await reason('they are one');
    await page.getByRole('button', { name: 'Allow it again' }).click();
    await page.getByRole('heading', { name: 'Nobody keeps them apart' }).waitFor();
    expect((await get('/customers/userId:bob')).identifiers).toEqual(['userId:bob']);
    expect(complaints.filter((complaint) => !complaint.includes('409'))).toEqual([]);
}, 120_000);
/** Whoever is there, and what follows from it. */
async function counts() {
    const [{ customers, identifiers, sizes, decisions }, { links }, { count }] = await Promise.all([
        get('/identity/report'),
        get('/identity/matching'),
        get('/segments/keen'),
    ]);
    return { customers, identifiers, sizes, decisions, links, count };
}
it('the report is there; matching learns, what it suggests is accepted, and undone leaves the counts as before', async () => {
    await page.goto(`${server.url}/identity?show=matching`);
    await page.getByText('Matching is not defined').waitFor();
    const records = register('browser', 60).map(({ key, traits }) => ({ userId: key.replace('userId:', ''), traits }));
    await send(records.map(({ userId, traits }) => ({ type: 'identify', messageId: `r-${userId}`, userId, traits })));
    // Nothing is sure enough to be linked, so that there is something to suggest.
    await publish({ ...MATCHING, linkFrom: 1, suggestFrom: 0.5 });
    await page.reload();
    await page.getByRole('button', { name: 'Learn from the records' }).click();
    await page.getByText('live', { exact: true }).waitFor();
    await page.goto(`${server.url}/identity`);
    await page.getByRole('link', { name: 'anonymousId:tablet' }).waitFor();
    const { customers, identifiers } = await counts();
    expect(await page.locator('.identity-figures').first().locator('dd').allTextContents()).toEqual(expect.arrayContaining([customers, identifiers].map((value) => value.toLocaleString('en-US'))));
    await page.getByRole('link', { name: 'Suggestions' }).click();
    await acceptAndUndo();
    await page.getByRole('link', { name: 'Decisions', exact: true }).last().click();
    await page.getByText('the same street').first().waitFor();
    expect(complaints.filter((complaint) => !complaint.includes('409'))).toEqual([]);
}, 120_000);
async function acceptAndUndo() {
    const { suggestions } = await get('/identity/suggestions');
    expect(suggestions.length).toBeGreaterThan(2);
    const pairs = page.locator('.suggestion');
    await pairs.first().getByText('Before looking').waitFor();
    const before = await counts();
    await page
        .getByRole('button', { name: /^One person/ })
        .first()
        .click();
    await page.getByText('Say why: whoever looks later will ask.').waitFor();
    await reason('the same street');
    await page
        .getByRole('button', { name: /^One person/ })
        .first()
        .click();
    const [{ left, right }, second] = suggestions;
    await page.getByText(`${left.identifier} and ${right.identifier} are one customer now.`).waitFor();
    // Whoever works by keyboard stands on the pair that took its place, and goes on from there.
    const focused = page.locator('.suggestion:focus');
    await page.locator(`.suggestion:focus[aria-label="${second.left.identifier} and ${second.right.identifier}"]`).waitFor();
    expect((await counts()).customers).toBe(before.customers - 1);
    await page.keyboard.press('j');
    expect(await focused.getAttribute('aria-label')).not.toBe(`${second.left.identifier} and ${second.right.identifier}`);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: the customers are as before.').waitFor();
    expect(await counts()).toEqual(before);
    expect((await get('/identity/suggestions')).suggestions).toHaveLength(suggestions.length);
}
