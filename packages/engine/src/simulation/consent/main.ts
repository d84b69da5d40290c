/** `npm run oracle -- consent`: that nothing is sent without a valid consent at the instant of sending. */
import { parseArgs } from 'node:util';
import { noFigures, proveConsent } from './consent-proof.js';

const usage = `npm run oracle -- consent [--decisions N] [--seed S] [--without-check]

Lets random worlds live, in which customers choose, object, are merged and parted, until at least N decisions to send (default 1000000) were taken by campaigns. At each
hand-over a twin that reads the contract says whether a valid consent stood. Ends with 1 when one did not, or when fewer than a tenth of the
decisions saw a withdrawal, a merge or an unmerge before they ended. With --without-check the check before sending is taken out, and it must end with 1.`;

/** So many of all decisions must see something that may take consent away. */
const LEAST_DISTURBED = 0.1;
const MOST_SHOWN = 5;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== 'consent'),
  options: {
    decisions: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    'without-check': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(usage);
else await run(Number(values.decisions), Number(values.seed), !values['without-check']);

async function run(decisions: number, first: number, checked: boolean): Promise<void> {
  if (!Number.isSafeInteger(decisions) || !Number.isSafeInteger(first)) throw new Error('--decisions and --seed take whole numbers');
  const figures = noFigures();
  for (let seed = first; figures.decisions < decisions; seed++) {
    await proveConsent(seed, figures, checked);
    if (figures.worlds % 500 === 0) console.error(`… ${figures.decisions} decisions`);
  }
  const { worlds, refusedAtOnce, disturbed, handedOver, delivered, refused, restarts, violations } = figures;
  const share = disturbed / figures.decisions;
  const lines = [
    ['worlds', worlds],
    ['restarts', restarts],
    ['decisions refused at once', refusedAtOnce],
    ['decisions to send', figures.decisions],
    ['with a withdrawal, merge or unmerge before the end', `${disturbed} (${(share * 100).toFixed(1)} %)`],
    ['hand-overs, retries included', handedOver],
    ['delivered', delivered],
    ...Object.entries(refused).map(([reason, count]) => [`not sent after all: ${reason}`, count] as const),
    ['hand-overs without a valid consent', violations.length],
  ] as const;
  for (const [what, figure] of lines) console.log(`${what.padEnd(52)} ${String(figure).padStart(18)}`);
  for (const violation of violations.slice(0, MOST_SHOWN)) console.log(violation);
  process.exitCode = violations.length === 0 && share >= LEAST_DISTURBED ? 0 : 1;
}
