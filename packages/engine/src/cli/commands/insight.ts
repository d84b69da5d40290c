import type { FeaturesAnswer, HelpAnswer, SearchesAnswer } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { ApiClient } from '../api-client.js';
import { countArgument, engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { featuresText, helpText, searchesText } from '../insight-text.js';

const QUESTIONS = ['searches', 'help', 'features'] as const;

const text = (description: string, valueHint: string) => ({ type: 'string', valueHint, description }) as const;
const events = (description: string) => text(`${description}: names parted by commas, or JSON`, 'events');
const paths = (description: string) => text(`${description}: paths parted by commas, tried in order`, 'paths');

/** What each question may be given beside what all may; all are handed on as they are written. */
const OWN = {
  searches: ['search', 'term', 'results', 'found', 'bought', 'value', 'ticket'],
  help: ['within', 'horizon', 'bought', 'product', 'content', 'topic', 'returned', 'ticket', 'lowRating'],
  features: ['feeling', 'moments', 'by', 'split', 'alike', 'uses', 'goal', 'horizon', 'window'],
} as const satisfies Readonly<Record<(typeof QUESTIONS)[number], readonly string[]>>;

/** `cusp insight searches|help|features [--since T] [--segment S] [--by PATH] [--split PATH] [--release T] …` */
export const insight = engineCommand(
  {
    name: 'insight',
    description: COMMAND_SUMMARIES.insight ?? '',
    args: {
      question: {
        type: 'positional',
        required: true,
        valueHint: 'question',
        description: 'searches: what is not found; help: what buyers look for; features: what frustrates or delights',
      },
      since: text('Only after this instant of event time', 'time'),
      until: text('Only up to this instant of event time', 'time'),
      segment: text('Only what customers did while they were in this segment', 'segment'),
      rank: text('customers; or of searches ticket, value; of help returned, ticket, lowRating; of features share, followed', 'what'),
      limit: { type: 'string', default: '20', valueHint: 'n', description: 'Rows at most' },
      feeling: text('features: frustration (default) or delight', 'feeling'),
      moments: text('features: the moments that count, parted by commas; default all of the feeling', 'names'),
      by: paths('features: what a feature is'),
      split: paths('features: what rates are told apart by, such as properties.model'),
      alike: paths('features: what makes customers comparable'),
      uses: events('features: what use is; default all that says a feature'),
      goal: events('features: what may follow, or the word silence'),
      release: text('features: compares before and after this instant', 'time'),
      window: text('features: so long before and after; default 30d', 'time'),
      within: text('help: how long after a purchase content counts; default 30d', 'time'),
      horizon: text('help, features: how long is watched what follows', 'time'),
      product: paths('help: what was bought'),
      content: events('help: what is help'),
      topic: paths('help: what it is about'),
      returned: events('help: what a return is'),
      lowRating: events('help: what a low rating is'),
      search: events('searches: what a search is'),
      term: paths('searches: what was searched for'),
      results: paths('searches: how many results there were'),
      found: events('searches: what shows that something was found'),
      bought: events('searches, help: what a purchase is'),
      value: paths('searches: what an order was worth'),
      ticket: events('searches, help: what a ticket is'),
    },
  },
  async ({ args, client, answer }) => {
    const question = QUESTIONS.find((known) => known === args.question);
    if (question === undefined) throw new CuspError(ERRORS.invalidUsage, `'${args.question}' is none of ${QUESTIONS.join(', ')}`);
    const { segment, rank } = args;
    const common = { since: timeArgument(args.since), until: timeArgument(args.until), segment, rank };
    const own = Object.fromEntries(OWN[question].map((name) => [name, args[name]]));
    const release = question === 'features' ? { release: timeArgument(args.release) } : {};
    await ask(question, { ...common, ...own, ...release, limit: countArgument(args.limit, 'limit', 500) }, client, answer);
  },
);

type Answering = (value: object, text: () => string) => void;
type Query = Readonly<Record<string, string | number | undefined>>;

async function ask(question: (typeof QUESTIONS)[number], query: Query, client: ApiClient, answer: Answering): Promise<void> {
  const path = `/api/v1/insight/${question}`;
  if (question === 'searches') {
    const found = await client.get<SearchesAnswer>(path, query);
    answer(found, () => searchesText(found));
  } else if (question === 'help') {
    const found = await client.get<HelpAnswer>(path, query);
    answer(found, () => helpText(found));
  } else {
    const found = await client.get<FeaturesAnswer>(path, query);
    answer(found, () => featuresText(found));
  }
}
