const segment = (where) => `kind: segment\nname: wrong\nwhere:\n${indented(where)}\n`;
const metric = (value) => `kind: metric\nname: wrong\nvalue:\n${indented(value)}\n`;
const moment = (rest) => `kind: moment\nname: wrong\nintent: buy\n${rest.trim()}\n`;
function indented(text) {
    return text
        .trim()
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n');
}
export const BAD_DEFINITIONS = [
    {
        what: 'an unknown path into a session',
        yaml: segment('performed: A\nwhere:\n  session.number: 2 # here'),
        says: /session\.number/,
        remedy: /session\.channel/,
    },
    {
        what: 'the beginning of a session as a step',
        yaml: segment('sequence:\n  - performed: Session Started # here\n  - performed: A'),
        says: /no step/,
        remedy: /session\.isStart/,
    },
    // ── the file ────────────────────────────────────────────────────────────────────────────────────────────────────
    {
        what: 'a YAML syntax error',
        yaml: 'kind: segment\nname: wrong\nwhere: { performed: A\n',
        says: /flow|expected|\}/i,
        remedy: /mend the YAML/i,
        line: 4,
    },
    { what: 'a tab for indentation', yaml: 'kind: segment\nname: wrong\nwhere:\n\tperformed: A\n', says: /tab/i, remedy: /spaces/i, line: 4 },
    { what: 'a key twice', yaml: segment('performed: A\nperformed: B # here'), says: /unique/i, remedy: /mend the YAML/i },
    { what: 'a number that is none', yaml: segment('trait: age\ngt: .nan # here'), says: /NaN/, remedy: /finite/ },
    { what: 'no kind', yaml: 'name: wrong # here\nwhere: { performed: A }\n', says: /'kind'/, remedy: /kind: segment/ },
    { what: 'no name', yaml: 'kind: segment # here\nwhere: { performed: A }\n', says: /'name'/, remedy: /name:/ },
    { what: 'a list of texts', yaml: '- segment\n', says: /no map/, remedy: /kind: segment/, line: 1 },
    {
        what: 'one name twice',
        yaml: 'kind: purpose\nname: mail\nconsent: optIn\n---\nkind: purpose\nname: mail # here\nconsent: optOut\n',
        says: /twice.*:2:1/,
        remedy: /rename/i,
    },
    {
        what: 'ten thousand nested nots',
        yaml: `kind: segment\nname: wrong\nwhere: ${'{ not: '.repeat(10_000)}{ performed: A }${' }'.repeat(10_000)}\n`,
        says: /nested more than/,
        remedy: /split/i,
        line: 3,
    },
    {
        what: 'an alias that holds itself',
        yaml: 'kind: segment\nname: wrong\nwhere: &w\n  all: [*w]\n',
        says: /nested too deeply|expand/,
        remedy: /alias|segment/,
        line: 4,
    },
    // ── the outer shape ─────────────────────────────────────────────────────────────────────────────────────────────
    { what: 'an unknown kind', yaml: 'kind: segmnt # here\nname: wrong\nwhere: {}\n', says: /did you mean 'segment'/, remedy: /./ },
    { what: 'a name that is none', yaml: 'kind: purpose\nname: 1st mail # here\nconsent: optIn\n', says: /'1st mail'/, remedy: /letters/ },
    {
        what: 'an unknown key',
        yaml: 'kind: segment\nname: wrong\ntilte: Big # here\nwhere: { performed: A }\n',
        says: /'tilte' is not known here; did you mean 'title'/,
        remedy: /known here: .*title/i,
    },
    { what: 'a missing key', yaml: 'kind: segment # here\nname: wrong\n', says: /'where' is missing/, remedy: /add 'where'/i },
    {
        what: 'a value of the wrong type',
        yaml: 'kind: segment\nname: wrong\nwhere: everybody # here\n',
        says: /must be a map/,
        remedy: /map/,
    },
    {
        what: 'an intent that is none',
        yaml: 'kind: moment\nname: wrong\nintent: sell # here\npattern: [{ performed: A }]\n',
        says: /'sell'/,
        remedy: /buy/,
    },
    // ── conditions ──────────────────────────────────────────────────────────────────────────────────────────────────
    {
        what: 'no kind of condition',
        yaml: 'kind: segment\nname: wrong\nwhere: {} # here\n',
        says: /no kind of condition/,
        remedy: /performed/,
    },
    {
        what: 'a kind of condition that is misspelt',
        yaml: 'kind: segment\nname: wrong\nwhere: # here\n  perfomed: A\n',
        says: /'performed'/,
        remedy: /use one of/,
    },
    {
        what: 'two kinds of condition in one object',
        yaml: 'kind: segment\nname: wrong\nwhere: # here\n  performed: A\n  trait: plan\n  is: pro\n',
        says: /performed and trait/,
        remedy: /all or any/,
    },
    {
        what: 'an unknown key of a condition',
        yaml: segment('performed: A\nwihtin: 30d # here'),
        says: /'wihtin' is not known here; did you mean 'within'/,
        remedy: /known here: performed, where, times, within/,
    },
    { what: 'an event without a name', yaml: segment("performed: '' # here"), says: /performed/, remedy: /text/ },
    { what: 'a number for an event', yaml: segment('performed: 5 # here'), says: /performed/, remedy: /text/ },
    { what: 'an empty list', yaml: segment('all: [] # here'), says: /empty/, remedy: /at least one/ },
    { what: 'a text among conditions', yaml: segment('any:\n  - performed: A\n  - B # here'), says: /condition/, remedy: /keys with values/ },
    { what: 'not of a list', yaml: segment('not: [{ performed: A }] # here'), says: /not/, remedy: /keys with values/ },
    // ── windows ─────────────────────────────────────────────────────────────────────────────────────────────────────
    { what: 'a negative window', yaml: segment('performed: A\nwithin: -30d # here'), says: /"-30d" is no duration/, remedy: /30d.*today/ },
    { what: 'a window of nothing', yaml: segment('performed: A\nwithin: 0d # here'), says: /"0d"/, remedy: /positive/ },
    {
        what: 'a window that is a number',
        yaml: segment('performed: A\nwithin: 30 # here'),
        says: /30 is no duration/,
        remedy: /s, m, h, d or w/,
    },
    { what: 'a month, which is no duration', yaml: segment('performed: A\nwithin: 3M # here'), says: /"3M"/, remedy: /thisMonth/ },
    {
        what: 'a calendar word that is none',
        yaml: segment('performed: A\nwithin: lastweek # here'),
        says: /did you mean lastWeek/,
        remedy: /thisWeek/,
    },
    {
        what: 'a time zone that is none',
        yaml: segment('performed: A\nwithin: today\ntimeZone: Europe/Berln # here'),
        says: /did you mean Europe\/Berlin/,
        remedy: /IANA/,
    },
    {
        what: 'a time zone without a calendar word',
        yaml: segment('performed: A\nwithin: 30d\ntimeZone: Europe/Berlin # here'),
        says: /calendar words only/,
        remedy: /today/,
    },
    {
        what: 'a calendar word for the length of a sequence',
        yaml: segment('sequence: [{ performed: A }]\nwithin: today # here'),
        says: /"today"/,
        remedy: /30d/,
    },
    // ── times ───────────────────────────────────────────────────────────────────────────────────────────────────────
    { what: 'a count below zero', yaml: segment('performed: A\ntimes: { atLeast: -1 } # here'), says: /-1/, remedy: /whole number/ },
    { what: 'half a count', yaml: segment('performed: A\ntimes: { exactly: 1.5 } # here'), says: /1\.5/, remedy: /whole number/ },
    {
        what: 'a count without a bound',
        yaml: segment('performed: A\ntimes: {} # here'),
        says: /no bound/,
        remedy: /atLeast, atMost or exactly/,
    },
    {
        what: 'bounds that exclude each other',
        yaml: segment('performed: A\ntimes: { atLeast: 3, atMost: 2 } # here'),
        says: /nobody/,
        remedy: /swap/,
    },
    {
        what: 'exactly beside another bound',
        yaml: segment('performed: A\ntimes: { exactly: 3, atMost: 5 } # here'),
        says: /exactly/,
        remedy: /alone/,
    },
    {
        what: 'a misspelt bound',
        yaml: segment('performed: A\ntimes: { atleast: 3 } # here'),
        says: /did you mean 'atLeast'/,
        remedy: /atLeast/,
    },
    // ── paths and operators ─────────────────────────────────────────────────────────────────────────────────────────
    {
        what: 'a path into nothing',
        yaml: segment('performed: A\nwhere:\n  price: 5 # here'),
        says: /"price" is no path/,
        remedy: /properties\./,
    },
    {
        what: 'an empty level of a path',
        yaml: segment('performed: A\nwhere:\n  properties..price: 5 # here'),
        says: /no path/,
        remedy: /every level/,
    },
    {
        what: 'an operator that is none',
        yaml: segment('performed: A\nwhere:\n  properties.price: { above: 5 } # here'),
        says: /'above'/,
        remedy: /gt/,
    },
    {
        what: 'a misspelt operator',
        yaml: segment('performed: A\nwhere:\n  properties.name: { startWith: B } # here'),
        says: /did you mean 'startsWith'/,
        remedy: /startsWith/,
    },
    {
        what: 'a trait without an operator',
        yaml: 'kind: segment\nname: wrong\nwhere: # here\n  trait: plan\n',
        says: /operator is missing/,
        remedy: /add one of/,
    },
    {
        what: 'an operand of the wrong type',
        yaml: segment('trait: age\ngt: true # here'),
        says: /gt does not take true/,
        remedy: /number or text/,
    },
    { what: 'a range the wrong way', yaml: segment('trait: age\nbetween: [5] # here'), says: /between/, remedy: /two/ },
    {
        what: 'a list where a value belongs',
        yaml: segment('trait: country\nis: [DE, FR] # here'),
        says: /is does not take/,
        remedy: /text, number or boolean/,
    },
    { what: 'a value where a list belongs', yaml: segment('trait: country\nin: DE # here'), says: /in does not take/, remedy: /list/ },
    { what: 'a time that is none', yaml: segment('trait: signed_up\nafter: 2026-02-30 # here'), says: /after/, remedy: /2026-01-31/ },
    // ── sequences and moments ───────────────────────────────────────────────────────────────────────────────────────
    {
        what: 'a sequence that begins with without',
        yaml: segment('sequence:\n  - without: A # here\n  - performed: B'),
        says: /begin/,
        remedy: /takes an event/,
    },
    {
        what: 'a sequence that ends with without',
        yaml: segment('sequence: # here\n  - performed: B\n  - without: A'),
        says: /end/,
        remedy: /moment/,
    },
    {
        what: 'a comparison in a segment',
        yaml: segment('sequence:\n  - { performed: A, as: a }\n  - { performed: B, where: { properties.p: { sameAs: a.properties.p } } } # here'),
        says: /moments only/,
        remedy: /moment/,
    },
    {
        what: 'a comparison with a step that comes later',
        yaml: moment('pattern:\n  - { performed: A, where: { properties.p: { sameAs: b.properties.p } } } # here\n  - { performed: B, as: b }'),
        says: /earlier step/,
        remedy: /as/,
    },
    {
        what: 'waiting for ever',
        yaml: 'kind: moment # here\nname: wrong\nintent: buy\npattern: [{ performed: A }, { without: B }]\n',
        says: /needs within/,
        remedy: /how long/,
    },
    {
        what: 'more steps than anybody means',
        yaml: moment('pattern: [{ performed: A, times: { atLeast: 1000000 } }] # here'),
        says: /take 33 events/,
        remedy: /at most 32/,
    },
    // ── metrics ─────────────────────────────────────────────────────────────────────────────────────────────────────
    {
        what: 'nothing to compute',
        yaml: 'kind: metric\nname: wrong\nvalue: { within: 1d } # here\n',
        says: /exactly one way/,
        remedy: /count/,
    },
    {
        what: 'two things to compute',
        yaml: 'kind: metric\nname: wrong\nvalue: # here\n  count: A\n  sum: A\n  of: properties.p\n',
        says: /exactly one way/,
        remedy: /sum/,
    },
    { what: 'a sum of nothing', yaml: 'kind: metric\nname: wrong\nvalue: # here\n  sum: A\n', says: /of is missing/, remedy: /text/ },
    { what: 'a ratio of one', yaml: metric('ratio: [{ count: A }] # here'), says: /takes 2/, remedy: /exactly/ },
    { what: 'a metric of a list of events', yaml: metric('count: [A, B] # here'), says: /count takes an event/, remedy: /ratio/ },
    // ── campaigns, and what is named ────────────────────────────────────────────────────────────────────────────────
    {
        what: 'a trigger that nobody has defined',
        yaml: 'kind: campaign\nname: wrong\npurpose: mail\ntrigger:\n  entered: nobody # here\nchannel: { webhook: { url: "https://shop.example/hook" } }\nmessage: {}\n',
        says: /no segment "nobody"/,
        remedy: /publish/,
    },
    {
        what: 'an audience that is no condition',
        yaml: 'kind: campaign\nname: wrong\npurpose: mail\ntrigger: { moment: m }\naudience:\n  performed: A\n  within: never # here\nchannel: { webhook: { url: "https://shop.example/hook" } }\nmessage: {}\n---\nkind: moment\nname: m\nintent: buy\npattern: [{ performed: A }]\n',
        says: /"never"/,
        remedy: /today/,
    },
];
/** The line, from 1, on which the mistake of a definition stands. */
export function lineOf({ yaml, line }) {
    return line ?? yaml.split('\n').findIndex((text) => text.endsWith('# here')) + 1;
}
