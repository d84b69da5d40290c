import type { ExperimentList, ExperimentPower, ExperimentResults } from '../../api/contract.js';
import type { Method } from '../../experiment/effect.js';
import { type Expected, expectedShares, sizing } from '../../experiment/power.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { askingCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { experimentListText, experimentPowerText, experimentResultsText, sizingText } from '../experiment-results-text.js';
import { analyseFiles, metricColumns } from '../experiment-rows.js';
import { experimentText } from '../experiment-text.js';

const METHODS: readonly Method[] = ['fixed', 'sequential'];
const ACTIONS = ['analyse', 'list', 'results', 'power'] as const;
const USUAL_ALPHA = '0.05';
const USUAL_POWER = '0.8';

/**
 * `cusp experiment analyse FILE… --arm COL --control VALUE --metric COL[:mean|proportion|ratio]…`, `cusp experiment list`,
 * `cusp experiment results NAME`, `cusp experiment power NAME --effect E`, `cusp experiment power --baseline B --effect E`
 */
export const experiment = askingCommand(
  {
    name: 'experiment',
    description: COMMAND_SUMMARIES.experiment ?? '',
    moreWords: true,
    args: {
      action: { type: 'positional', description: ACTIONS.join(', ') },
      arm: { type: 'string', valueHint: 'column', description: 'analyse: the column that says to which arm a unit was assigned' },
      control: { type: 'string', valueHint: 'value', description: 'analyse: the arm that the others are compared with' },
      metric: {
        type: 'string',
        valueHint: 'column[:kind]',
        description:
          'analyse: what is measured: mean, proportion, or a/b:ratio; may be given several times. Without a kind its values tell',
      },
      by: { type: 'string', valueHint: 'column', description: 'analyse: segments to tell apart as well' },
      covariate: {
        type: 'string',
        valueHint: 'column',
        description: 'analyse: a figure from before the experiment, to make means surer (CUPED)',
      },
      expected: {
        type: 'string',
        valueHint: 'arm=share,…',
        description: 'analyse: shares of the arms that were meant; default equal ones',
      },
      method: {
        type: 'string',
        valueHint: 'method',
        description: 'fixed: looked at once (default of analyse); sequential: watched as it runs (default of results and power)',
      },
      alpha: { type: 'string', valueHint: 'rate', default: USUAL_ALPHA, description: 'The rate of false positives' },
      effect: { type: 'string', valueHint: 'share', description: 'power: the relative effect to be found: 0.1 is a tenth more' },
      power: { type: 'string', valueHint: 'share', default: USUAL_POWER, description: 'power: how surely it is to be found' },
      baseline: {
        type: 'string',
        valueHint: 'figure',
        description: "power, without a name: today's share; with --deviation, today's mean",
      },
      deviation: { type: 'string', valueHint: 'figure', description: 'power: the standard deviation of single customers; makes it a mean' },
      'per-day': { type: 'string', valueHint: 'n', description: 'power: customers who come anew each day, to say how many days' },
    },
  },
  async ({ args, every, environment, answer, asked }) => {
    const action = ACTIONS.find((known) => known === args.action);
    if (action === undefined) throw misused(`there is no 'cusp experiment ${args.action}'; there is ${ACTIONS.join(', ')}`);
    const alpha = alphaOf(args.alpha);
    const words = args._.slice(1);
    if (action === 'analyse') return analyse();
    if (action === 'power' && words.length === 0) return size();
    await asked(async (client) => {
      if (action === 'list') {
        const list = await client.get<ExperimentList>('/api/v1/experiments', {});
        return answer(list, () => experimentListText(list));
      }
      const [name] = words;
      if (name === undefined) throw misused('the name of the experiment is missing');
      const path = `/api/v1/experiments/${encodeURIComponent(name)}/${action}`;
      const method = methodOf(args.method, 'sequential');
      if (action === 'results') {
        const results = await client.get<ExperimentResults>(path, { method, alpha });
        return answer(results, () => experimentResultsText(results));
      }
      const power = await client.get<ExperimentPower>(path, {
        method,
        alpha,
        effect: numberOf('effect', args.effect),
        power: shareOf('power', args.power),
      });
      return answer(power, () => experimentPowerText(power));
    });

    async function analyse(): Promise<void> {
      const { arm, control, by, covariate } = args;
      if (words.length === 0) throw misused('there is no file to analyse');
      if (arm === undefined) throw misused('--arm is missing: the column that says to which arm a unit was assigned');
      if (control === undefined) throw misused('--control is missing: the arm that the others are compared with');
      const metrics = every('metric').map(metricColumns);
      if (metrics.length === 0) throw misused('--metric is missing: the column that is measured');
      const shares = args.expected === undefined ? undefined : sharesOf(args.expected);
      const analysed = await analyseFiles(
        {
          files: words,
          arm,
          control,
          metrics,
          method: methodOf(args.method, 'fixed'),
          alpha,
          ...(by !== undefined && { by }),
          ...(covariate !== undefined && { covariate }),
          ...(shares !== undefined && { shares }),
        },
        environment.cwd,
      );
      answer(analysed, () => experimentText(analysed));
    }

    function size(): void {
      const [baseline, effect] = [numberOf('baseline', args.baseline), numberOf('effect', args.effect)];
      const method = methodOf(args.method, 'sequential');
      const power = shareOf('power', args.power);
      const needed = sizing(expectedOf(baseline, effect, args.deviation), 0, power, { method, alpha });
      const perDay = args['per-day'] === undefined ? undefined : numberOf('per-day', args['per-day']);
      const days = perDay === undefined || needed.units === null ? null : Math.ceil(needed.units / perDay);
      const said = { baseline, effect, method, alpha, power, ...needed, days };
      answer(said, () => sizingText(said));
    }
  },
);

/** Two arms of one size: of shares, or of means where their deviation is given. */
function expectedOf(baseline: number, effect: number, deviation: string | undefined): Expected {
  const other = baseline * (1 + effect);
  if (deviation !== undefined) {
    const variance = numberOf('deviation', deviation) ** 2;
    return { difference: other - baseline, variances: [variance, variance], weights: [1, 1] };
  }
  if (!(baseline > 0 && baseline < 1 && other >= 0 && other <= 1))
    throw misused('a share and what becomes of it lie between 0 and 1; for a mean give its --deviation');
  return expectedShares(baseline, other, [1, 1]);
}

function methodOf(text: string | undefined, usual: Method): Method {
  if (text === undefined) return usual;
  const method = METHODS.find((known) => known === text);
  if (method === undefined) throw misused(`--method '${text}' is none of ${METHODS.join(', ')}`);
  return method;
}

function numberOf(flag: string, text: string | undefined): number {
  if (text === undefined) throw misused(`--${flag} is missing`);
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw misused(`--${flag} '${text}' is no number`);
}

function shareOf(flag: string, text: string): number {
  const share = numberOf(flag, text);
  if (share >= 0.1 && share < 1) return share;
  throw misused(`--${flag} '${text}' is no share from 0.1 to 0.999`);
}

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
