/** As much of the engine's matching as the processes that measure it use; taken from the built engine, as a user has it. */
interface Matching {
  readonly inferFields: (names: readonly string[], records: readonly RegisterRecord[]) => object;
  readonly RecordTable: new (fields: object) => Table;
  readonly DEFAULTS: object;
  readonly seededRandom: (seed: number) => () => number;
  readonly learn: (table: Table, options: object) => object;
  readonly matchBatch: (table: Table, model: object) => { readonly clusterOf: Int32Array; readonly compared: number };
  readonly agreement: (clusterOf: Int32Array, truth: readonly string[]) => { readonly precision: number; readonly recall: number };
  readonly MatchIndex: new (model: object) => { add(record: RegisterRecord): object };
}

interface Table {
  add(key: string, values: readonly (string | null)[]): number;
}

/** A record of the made-up register, and whose it is. */
export interface RegisterRecord {
  readonly key: string;
  readonly person: number;
  readonly values: readonly (string | null)[];
}

const part = async (file: string): Promise<object> =>
  (await import(new URL(`../../packages/engine/dist/${file}.js`, import.meta.url).href)) as object;
const FILES = ['evaluate-matching', 'record-table', 'learn', 'random', 'match-batch', 'agreement', 'match-index'];

/** Loads the engine's matching. */
export async function matching(): Promise<Matching> {
  const parts = await Promise.all(FILES.map((file) => part(`identify/matching/${file}`)));
  return Object.assign({}, ...parts) as Matching;
}

/** A register from a seed of its own: the same records each time, as many as are asked for. */
export async function register(
  records: number,
): Promise<{ readonly names: readonly string[]; readonly recordsOf: (count: number) => Iterable<RegisterRecord> }> {
  const { registerRecords, REGISTER_FIELDS } = (await part('simulation/register/register')) as {
    registerRecords: (options: object) => Iterable<RegisterRecord>;
    REGISTER_FIELDS: readonly string[];
  };
  const { Random } = (await part('simulation/random')) as { Random: { of(seed: string): object } };
  const recordsOf = function* (count: number): Generator<RegisterRecord> {
    let made = 0;
    for (const record of registerRecords({ random: Random.of('bench'), persons: 2 * records })) {
      if (made++ === count) return;
      yield record;
    }
  };
  return { names: REGISTER_FIELDS, recordsOf };
}
