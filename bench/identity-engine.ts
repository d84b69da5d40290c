/** As much of the engine's matcher as the process that measures it uses; taken from the built engine, as a user has it. */
export interface Matcher {
  take(changed: readonly Taken[], gone: readonly string[]): Promise<object>;
  learn(request: { readonly seed: number }): Promise<object>;
  use(model: object): Promise<{ readonly linked: readonly { readonly left: string; readonly right: string }[] }>;
  state(): Promise<{ readonly records: number; readonly memoryBytes: number }>;
  close(): Promise<void>;
}

/** A record as a matcher takes it. */
export interface Taken {
  readonly key: string;
  readonly values: readonly (string | null)[];
}

/** A record of the made-up register, and whose it is. */
export interface RegisterRecord extends Taken {
  readonly person: number;
}

const part = async (file: string): Promise<object> =>
  (await import(new URL(`../../packages/engine/dist/${file}.js`, import.meta.url).href)) as object;

/** Starts the engine's matcher, in a thread of its own. */
export async function startMatcher(fields: readonly string[]): Promise<Matcher> {
  const { startMatcher: start } = (await part('engine/matching/matching-thread')) as { startMatcher(fields: readonly string[]): Matcher };
  return start(fields);
}

/** How clusters agree with the truth. */
export async function agreement(
  clusterOf: ArrayLike<number>,
  truth: readonly string[],
): Promise<{ readonly precision: number; readonly recall: number }> {
  const matching = (await part('identify/matching/agreement')) as {
    agreement(clusterOf: ArrayLike<number>, truth: readonly string[]): { readonly precision: number; readonly recall: number };
  };
  return matching.agreement(clusterOf, truth);
}

/** A register from a seed of its own: the same records each time, without end for what is asked. */
export async function register(
  records: number,
): Promise<{ readonly fields: readonly string[]; readonly records: Iterator<RegisterRecord, undefined> }> {
  const { registerRecords, REGISTER_FIELDS } = (await part('simulation/register/register')) as {
    registerRecords(options: object): Iterable<RegisterRecord>;
    REGISTER_FIELDS: readonly string[];
  };
  const { Random } = (await part('simulation/random')) as { Random: { of(seed: string): object } };
  const made = registerRecords({ random: Random.of('bench'), persons: 2 * records });
  return { fields: REGISTER_FIELDS, records: made[Symbol.iterator]() as Iterator<RegisterRecord, undefined> };
}
