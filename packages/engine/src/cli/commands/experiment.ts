import type { Method } from '../../experiment/effect.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { localCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { analyseFiles, metricColumns } from '../experiment-rows.js';
import { experimentText } from '../experiment-text.js';

const METHODS: readonly Method[] = ['fixed', 'sequential'];
const USUAL_ALPHA = '0.05';

/** `cusp experiment analyse FILE… --arm COL --control VALUE --metric COL[:mean|proportion|ratio]…` */
export const experiment = localCommand(
  {
    name: 'experiment',
    description: COMMAND_SUMMARIES.experiment ?? '',
    moreWords: true,
    args: {
      action: { type: 'positional', description: 'analyse' },
      arm: { type: 'string', valueHint: 'column', description: 'The column that says to which arm a unit was assigned' },
      control: { type: 'string', valueHint: 'value', description: 'The arm that the others are compared with' },
      metric: {
        type: 'string',
        valueHint: 'column[:kind]',
        description: 'What is measured: mean, proportion, or a/b:ratio; may be given several times. Without a kind its values tell',
      },
      by: { type: 'string', valueHint: 'column', description: 'Segments to tell apart as well' },
      covariate: { type: 'string', valueHint: 'column', description: 'A figure from before the experiment, to make means surer (CUPED)' },
      method: {
        type: 'string',
        valueHint: 'method',
        default: 'fixed',
        description: 'fixed: looked at once; sequential: watched as it runs',
      },
      alpha: { type: 'string', valueHint: 'rate', default: USUAL_ALPHA, description: 'The rate of false positives' },
      expected: { type: 'string', valueHint: 'arm=share,…', description: 'Shares of the arms that were meant; default equal ones' },
    },
  },
  async ({ args, every, environment, answer }) => {
    const { action, arm, control, by, covariate } = args;
    if (action !== 'analyse') throw misused(`there is no 'cusp experiment ${action}'; there is 'analyse'`);
    const files = args._.slice(1);
    if (files.length === 0) throw misused('there is no file to analyse');
    if (arm === undefined) throw misused('--arm is missing: the column that says to which arm a unit was assigned');
    if (control === undefined) throw misused('--control is missing: the arm that the others are compared with');
    const metrics = every('metric').map(metricColumns);
    if (metrics.length === 0) throw misused('--metric is missing: the column that is measured');
    const shares = args.expected === undefined ? undefined : sharesOf(args.expected);
    const method = METHODS.find((known) => known === args.method);
    if (method === undefined) throw misused(`--method '${args.method}' is none of ${METHODS.join(', ')}`);
    const analysed = await analyseFiles(
      {
        files,
        arm,
        control,
        metrics,
        method,
        alpha: alphaOf(args.alpha),
        ...(by !== undefined && { by }),
        ...(covariate !== undefined && { covariate }),
        ...(shares !== undefined && { shares }),
      },
      environment.cwd,
    );
    answer(analysed, () => experimentText(analysed));
  },
);

function alphaOf(text: string): number {
  const alpha = Number(text);
  if (alpha > 0 && alpha <= 0.5) return alpha;
  throw misused(`--alpha '${text}' is no rate above 0 and up to 0.5, such as ${USUAL_ALPHA}`);
}

function sharesOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split(',').map((part) => {
      const end = part.lastIndexOf('=');
      const share = Number(part.slice(end + 1));
      if (end < 1 || !(share > 0) || !Number.isFinite(share)) throw misused(`--expected '${text}' is not of the form control=1,treated=9`);
      return [part.slice(0, end).trim(), share] as const;
    }),
  );
}

function misused(why: string): CuspError {
  return new CuspError(ERRORS.invalidUsage, why, { remedy: 'See: cusp experiment --help' });
}
