import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests with servers of their own take longest: begun last, one of them would keep a single core busy after all others have ended. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number =>
      moduleId.endsWith('kills.test.ts') ? 0 : /\/test\/(?:chaos|sdk|browser|real-data|import)\//.test(moduleId) ? 1 : 2;
    return sorted.toSorted((left, right) => rank(left) - rank(right));
  }
}

/** Each in a world of its own: these start servers, browsers and threads, or change what belongs to the process. */
const WHOLE = ['packages/*/test/**/*.test.ts', 'bench/**/*.test.ts'];
/** Of those folders, what lives in memory alone. */
const IN_MEMORY = [
  'packages/engine/test/oracle/**/*.test.ts',
  'packages/engine/test/standard/**/*.test.ts',
  'packages/engine/test/real-data/*-{quality,sensitivity,segments,matching}.test.ts',
  'packages/engine/test/{bad-definitions,builders,definition-schema,features,guide-*,online-retail,ready-moments}.test.ts',
];
/** Functions and objects in memory: files share a worker's loaded modules, which halves the time that all of them take. */
const UNITS = ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'docs/guide/**/*.test.ts', ...IN_MEMORY];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'whole', include: WHOLE, exclude: [...IN_MEMORY, ...configDefaults.exclude] } },
      { extends: true, test: { name: 'units', include: UNITS, isolate: false } },
    ],
    // Many tests wait for a server of their own: two at a time use two cores well, where one alone would leave one idle.
    maxWorkers: 2,
    setupFiles: ['packages/engine/test/property-seed.ts'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
