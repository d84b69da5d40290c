import { MISSING } from '../../src/discover/event-columns.js';
import { isMined } from '../../src/discover/splits.js';
import { isJsonObject } from '../../src/vocabulary/json.js';
/** A property with more values than this only compares. */
const MOST_VALUES = 40;
/** A planted world straight as columns, as an engine that has taken it in would ask them. */
export function columnsOf({ acts, domain, end }) {
    const told = acts.flat();
    const nameTexts = [...new Set(told.map(({ name }) => name))];
    const starts = new Int32Array(acts.length + 1);
    for (const [customer, own] of acts.entries())
        starts[customer + 1] = starts[customer] + own.length;
    return {
        starts,
        nameTexts,
        times: Float64Array.from(told, ({ at }) => at),
        names: Uint16Array.from(told, ({ name }) => nameTexts.indexOf(name)),
        goals: Uint8Array.from(told, ({ name }) => (name === domain.goal ? 1 : 0)),
        mined: Uint8Array.from(acts, (_, customer) => (isMined(`userId:customer-${customer}`) ? 1 : 0)),
        properties: propertiesOf(told),
        from: told.reduce((first, { at }) => Math.min(first, at), end),
        to: told.reduce((last, { at }) => Math.max(last, at), 0),
    };
}
function propertiesOf(told) {
    const found = new Map();
    const look = (value, path, event) => {
        if (isJsonObject(value))
            for (const [key, inner] of Object.entries(value))
                look(inner, `${path}.${key}`, event);
        else {
            let column = found.get(path);
            if (column === undefined)
                found.set(path, (column = { cells: new Int32Array(told.length).fill(MISSING), numbers: new Map() }));
            const number = column.numbers.get(value) ?? column.numbers.size + 1;
            column.numbers.set(value, number);
            column.cells[event] = number;
        }
    };
    for (const [event, { properties, context }] of told.entries()) {
        look(properties, 'properties', event);
        look(context, 'context', event);
    }
    return [...found].map(([path, { cells, numbers }]) => ({
        path,
        cells,
        values: numbers.size <= MOST_VALUES ? [null, ...numbers.keys()] : [],
    }));
}
