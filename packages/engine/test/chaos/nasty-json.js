/** Keys that somebody might not have thought of. */
const KEYS = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'length',
    'then',
    'toJSON',
    '',
    ' ',
    '.',
    'a.b',
    '$ne',
    'messageId',
    'userId',
    'anonymousId',
    'type',
    'event',
    'timestamp',
    'sentAt',
    'context',
    'properties',
    'traits',
    'integrations',
    'batch',
    'writeKey',
    'ünï',
    '\u0000',
    '\ud800',
    '🙂',
    "'; DROP TABLE events; --",
    'x'.repeat(300),
    '0',
    '-1',
    '__defineGetter__',
    'offset',
    'kind',
];
/** Values as JSON text: some cannot be made from a value. */
const VALUES = [
    'null',
    'true',
    'false',
    '0',
    '-0',
    '1e999',
    '-1e999',
    '1e-999',
    '123456789012345678901234567890',
    '0.1',
    '9007199254740993',
    '""',
    '" "',
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"never"',
    '"2026-02-30T00:00:00Z"',
    '"9999-12-31T23:59:59Z"',
    '"-000001-01-01T00:00:00Z"',
    '"track"',
    '"identify"',
    '"alias"',
    '"NaN"',
    '"__proto__"',
    '[]',
    '{}',
    '[null]',
    '[[[]]]',
    '"\\u202e"',
    `"${'x'.repeat(600)}"`,
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '1.7976931348623157e308',
];
/** JSON text of any shape. @param depth how deep it may nest */
export function nastyJson(random, depth = 4) {
    const kind = depth === 0 ? 0 : random.weighted([5, 3, 2]);
    if (kind === 0)
        return random.pick(VALUES);
    const count = random.integer(0, 5);
    if (kind === 2)
        return `[${Array.from({ length: count }, () => nastyJson(random, depth - 1)).join(',')}]`;
    return `{${Array.from({ length: count }, () => `${JSON.stringify(random.pick(KEYS))}:${nastyJson(random, depth - 1)}`).join(',')}}`;
}
/** A valid item, with some of its fields replaced by anything. */
export function nastyItem(random, messageId) {
    const fields = new Map([
        ['type', '"track"'],
        ['event', '"Fuzzed"'],
        ['userId', '"fuzz"'],
        ['messageId', JSON.stringify(messageId)],
        ['properties', '{"price":1}'],
    ]);
    for (let changes = random.integer(0, 3); changes > 0; changes--)
        fields.set(random.pick(KEYS), nastyJson(random));
    return `{${[...fields].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}
/** The bytes with some of them changed, left out, doubled or added. */
export function mutated(random, text) {
    let bytes = Buffer.from(text);
    for (let changes = random.integer(1, 4); changes > 0; changes--) {
        const at = random.integer(0, Math.max(0, bytes.length - 1));
        const before = bytes.subarray(0, at);
        const after = bytes.subarray(at + 1);
        const cut = bytes.subarray(at, at + random.integer(1, 20));
        const way = random.integer(0, 4);
        if (way === 0)
            bytes = Buffer.concat([before, Buffer.of(random.integer(0, 255)), after]);
        if (way === 1)
            bytes = Buffer.concat([before, after]);
        if (way === 2)
            bytes = Buffer.concat([before, cut, cut, after]);
        if (way === 3)
            bytes = Buffer.from(before);
        if (way === 4)
            bytes = Buffer.concat([before, Buffer.from(random.pick(VALUES)), after]);
    }
    return bytes;
}
/** Bytes without any meaning. */
export function noise(random, most = 2_000) {
    return Buffer.from(Array.from({ length: random.integer(0, most) }, () => random.integer(0, 255)));
}
