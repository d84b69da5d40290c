import { type Figure, rounded, type Workload } from '../figure.js';

const TESTS = 10_000;
const UNITS = 2_000;
const LOOKS = 30;
const ALPHA = 0.05;
const SEED = 20_261;
/** What the arm adds where there is an effect: about what a fixed test of this size finds four times in five. */
const EFFECTS = { mean: 0.125, proportion: 0.052 } as const;

type Kind = keyof typeof EFFECTS;
type Method = 'fixed' | 'sequential';

/** What the built engine offers: experiments that are looked at while they run (`experiment/watched-test.ts`). */
interface Watched {
  watchedTests(asked: {
    readonly tests: number;
    readonly units: number;
    readonly looks: number;
    readonly method: Method;
    readonly alpha: number;
    readonly kind: Kind;
    readonly effect: number;
    readonly random: () => number;
  }): { readonly everDecided: number; readonly alwaysCovered: number; readonly covered: number; readonly width: number };
}
interface Random {
  seededRandom(seed: number): () => number;
}

const built = async (file: string): Promise<object> =>
  (await import(new URL(`../../../packages/engine/dist/${file}.js`, import.meta.url).href)) as object;

/** Whether experiments keep what they promise when they are watched: false positives, coverage, and what the promise costs. */
export const experiments: Workload = {
  name: 'experiments',
  async run({ say }) {
    const { watchedTests } = (await built('experiment/watched-test')) as Watched;
    const { seededRandom } = (await built('runtime/seeded-random')) as Random;
    const figures: Figure[] = [];
    for (const kind of ['mean', 'proportion'] as const) {
      const run = (method: Method, effect: number, looks = LOOKS): ReturnType<Watched['watchedTests']> => {
        say(`${TESTS} experiments on a ${kind}, ${method}, ${effect === 0 ? 'without' : 'with'} an effect, looked at ${looks} times`);
        return watchedTests({ tests: TESTS, units: UNITS, looks, method, alpha: ALPHA, kind, effect, random: seededRandom(SEED) });
      };
      const [fixed, watched] = [run('fixed', 0), run('sequential', 0)];
      const [fixedOnce, watchedEffect] = [run('fixed', EFFECTS[kind], 1), run('sequential', EFFECTS[kind])];
      const add = (name: string, value: number, extra: Record<string, unknown> = {}): void =>
        void figures.push(figureOf(`experiments_${kind}_${name}`, value, kind, extra));
      add('fixed_once_missed', 1 - fixedOnce.covered);
      add('fixed_watched_false_positives', fixed.everDecided);
      add('sequential_watched_false_positives', watched.everDecided);
      add('sequential_ever_missed', 1 - watchedEffect.alwaysCovered, { effect: EFFECTS[kind] });
      add('sequential_width', watched.width / fixed.width, { of: "a fixed interval's, at the end" });
      add('sequential_power', watchedEffect.everDecided, { ofAFixedTest: rounded(fixedOnce.everDecided), effect: EFFECTS[kind] });
    }
    return figures;
  },
};

function figureOf(name: string, value: number, kind: Kind, extra: Record<string, unknown>): Figure {
  const values = kind === 'mean' ? 'exponential values, mean 1' : 'a share of 0.2';
  const load = `${TESTS} experiments of ${UNITS} units in two arms (${values}), alpha ${ALPHA}, looked at ${LOOKS} times where they are watched`;
  return {
    name,
    value: rounded(value),
    unit: 'ratio',
    detail: { load, leavesOut: 'values that are more skewed, arms of unequal size', rounds: [], ...extra },
  };
}
