import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
const PROCESS = fileURLToPath(new URL('./raw-sql.process.mjs', import.meta.url));
/**
 * Asks ClickHouse about raw files, without Cusp: `setup` makes tables of them, each query is answered with its rows.
 * @throws Error with what ClickHouse said.
 */
export async function rawSql(setup, queries) {
    const child = spawn(process.execPath, [PROCESS], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(JSON.stringify({ setup, queries }));
    const code = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if ((await code) !== 0)
        throw new Error(`ClickHouse could not answer: ${err.slice(0, 4_000)}`);
    return JSON.parse(out);
}
/** Counts, by segment and instant, from queries that say `{now}` where the instant belongs and answer one row with `n`. */
export async function rawCounts(setup, queries, nows) {
    const names = Object.keys(queries);
    const asked = names.flatMap((name) => nows.map((now) => queries[name].replaceAll('{now}', instantInSql(now))));
    const answers = await rawSql(setup, asked);
    const count = (place) => Number(answers[place]?.[0]?.n);
    return new Map(names.map((name, at) => [name, nows.map((_, place) => count(at * nows.length + place))]));
}
function instantInSql(instant) {
    return `toDateTime('${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')}', 'UTC')`;
}
