/** What was counted in each way, as lines for people: one for each segment, with the ways that differ from SQL named. */
export function countsTable(title, counts, nows) {
    const head = `${title}: members by SQL at ${nows.map((now) => new Date(now).toISOString().slice(0, 16)).join(', ')}`;
    const lines = [...counts.sql].map(([name, asked]) => {
        const others = Object.entries(counts).filter(([way]) => way !== 'sql');
        const differing = others
            .filter(([, theirs]) => String(theirs.get(name)) !== String(asked))
            .map(([way, theirs]) => `${way}: ${theirs.get(name)}`);
        const verdict = differing.length === 0 ? `same ${others.map(([way]) => way).join(', ')}` : `DIFFERS ${differing.join('; ')}`;
        return `${name.padEnd(30)} ${asked.map((count) => String(count).padStart(6)).join(' ')}  ${verdict}`;
    });
    return [head, ...lines].join('\n');
}
