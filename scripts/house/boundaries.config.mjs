/**
 * Who may import whom, for dependency-cruiser. The house has floors; no arrow runs up, and stages never see each other.
 * Tests are free: an oracle has to see everything. boundaries.test.ts plants a violation of each rule.
 */
const src = '^packages/engine/src';

const stages = [
  'collect',
  'clean',
  'quality',
  'identify',
  'profile',
  'detect',
  'predict',
  'decide',
  'experiment',
  'act',
  'govern',
  'surge',
];
const questions = ['discover', 'insight', 'journey'];
const ports = ['journal', 'timeline', 'state', 'warehouse'];
const tests = '\\.(test|bench)\\.tsx?$';

/** From the ground to the roof. A floor may import itself and what is below it. */
const floors = [
  { name: 'vocabulary', path: `${src}/vocabulary/` },
  { name: 'runtime', path: `${src}/(runtime/|answers\\.ts$)` },
  { name: 'ports', path: `${src}/(${ports.join('|')})/` },
  { name: 'stages', path: `${src}/(${[...stages, ...questions, 'workspace'].join('|')})/` },
  { name: 'pipeline', path: `${src}/(pipeline\\.ts$|engine/(?!(engine-config|running-engine)\\.ts$))` },
  { name: 'engine', path: `${src}/(engine|engine/engine-config|engine/running-engine)\\.ts$` },
  { name: 'api', path: `${src}/api/` },
  { name: 'cli', path: `${src}/cli/` },
];

const upward = floors.slice(0, -1).map((floor, index) => ({
  name: `no-import-upward-from-${floor.name}`,
  comment: `${floor.name} stands below what it imports here`,
  severity: 'error',
  from: { path: floor.path, pathNot: tests },
  to: { path: floors.slice(index + 1).map((above) => above.path) },
}));

export default {
  forbidden: [
    ...upward,
    {
      name: 'stages-never-import-each-other',
      comment: 'a stage declares a small function type and is handed it; pipeline.ts knows them all',
      severity: 'error',
      from: { path: `${src}/(${[...stages, ...questions].join('|')})/`, pathNot: tests },
      to: { path: `${src}/(${[...stages, ...questions].join('|')})/`, pathNot: `${src}/$1/` },
    },
    {
      name: 'drivers-are-picked-in-engine-only',
      comment: 'everything else sees the port',
      severity: 'error',
      from: {
        path: 'packages/engine/src/',
        pathNot: [tests, `${src}/(engine|engine/engine-config)\\.ts$`, `${src}/(${ports.join('|')})/`],
      },
      to: { path: [`${src}/(${ports.join('|')})/[^/]+/`] },
    },
    {
      name: 'only-the-warehouse-knows-clickhouse',
      severity: 'error',
      from: { path: 'packages/engine/src/', pathNot: [tests, `${src}/warehouse/`] },
      to: { path: '(^|node_modules/)(chdb|@clickhouse)(/|$)' },
    },
    {
      name: 'simulation-stays-outside',
      comment: 'the simulated world is a client like any other: only the commands that start a demo may import it',
      severity: 'error',
      from: { path: 'packages/engine/src/', pathNot: [tests, `${src}/simulation/`, `${src}/cli/(demo-shop|discover-worlds)\\.ts$`] },
      to: { path: `${src}/simulation/` },
    },
    {
      name: 'console-knows-the-contract-only',
      severity: 'error',
      from: { path: '^packages/console/', pathNot: tests },
      to: { path: '^(packages/engine/|@cusp/engine)', pathNot: '^(packages/engine/(src|dist)/api/contract\\.|@cusp/engine/contract$)' },
    },
    {
      name: 'console-takes-types-only',
      comment: 'the console talks HTTP; no line of the engine runs in the browser',
      severity: 'error',
      from: { path: '^packages/console/', pathNot: tests },
      to: { path: '^(packages/engine/|@cusp/engine)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular-imports-at-run-time',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '^bench/|^scripts/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
