import { expect, test } from 'vitest';
import { NO_ROW, Rows } from './event-rows.js';
import { MessageIds } from './message-ids.js';
import { NameHeads } from './name-heads.js';

/** More than fit into several pieces of rows, and into several of the bytes of their ids. */
const ROWS = 40_000;
const idOf = (row: number): string => `message-${row}-${'x'.repeat(row % 100)}`;

test('rows and their ids are found again across pieces, also after a snapshot', () => {
  const rows = new Rows();
  const ids = new MessageIds();
  for (let number = 0; number < ROWS; number++) {
    const row = rows.add({
      timestamp: number * 7,
      receivedAt: number,
      offset: number * 1_000,
      name: number % 9,
      identifier: number % 5_000,
      marked: number % 3 === 0,
    });
    rows.setPrevious(row, row - 1);
    ids.add(rows, row, number % 5_000, idOf(number));
  }
  expect(ids.bytes().length).toBeGreaterThan(2 << 20);
  const loadedRows = Rows.fromBytes(rows.bytes());
  const loaded = new MessageIds();
  loaded.load(loadedRows, ids.bytes());
  for (const [someRows, some] of [
    [rows, ids],
    [loadedRows, loaded],
  ] as const) {
    expect(someRows.length).toBe(ROWS);
    for (let row = 0; row < ROWS; row++) {
      const said = [someRows.timestamp(row), someRows.offset(row), someRows.name(row), someRows.isMarked(row), someRows.previous(row)];
      if (said.join() !== [row * 7, row * 1_000, row % 9, row % 3 === 0, row - 1].join()) throw new Error(`row ${row} says ${said.join()}`);
      if (some.find(someRows, row % 5_000, idOf(row)) !== row || some.textOf(someRows, row) !== idOf(row))
        throw new Error(`id of row ${row}`);
    }
    expect(some.find(someRows, 1, idOf(2))).toBe(-1);
  }
  const added = loadedRows.add({ timestamp: 1, receivedAt: 1, offset: 1, name: 1, identifier: 1 });
  loaded.add(loadedRows, added, 1, 'one more');
  expect(loaded.find(loadedRows, 1, 'one more')).toBe(ROWS);
});

test('heads are kept by customer and name, however many there are', () => {
  const heads = new NameHeads();
  const headOf = (customer: number, name: number): number => customer * 4 + name;
  for (let customer = 0; customer < 50_000; customer++)
    for (let name = 0; name < 4; name++) heads.set(customer, name, headOf(customer, name));
  for (let customer = 0; customer < 50_000; customer++) {
    for (let name = 0; name < 4; name++) if (heads.get(customer, name) !== headOf(customer, name)) throw new Error(`${customer}, ${name}`);
    if (heads.get(customer, 4) !== NO_ROW) throw new Error(`${customer} has a name that was never set`);
  }
  heads.set(7, 2, NO_ROW);
  expect(heads.get(7, 2)).toBe(NO_ROW);
  expect(heads.get(7, 1)).toBe(headOf(7, 1));
});
