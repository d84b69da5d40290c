import type { FeatureCell, FeatureColumn, FeaturesRequest, FeatureTable } from '../../answers.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { cellOf, type Feature, FeatureGround, featuresAsked, TypeSurvey } from './feature-columns.js';
import { type Look, looksAsKnown, looksAsOf } from './looks.js';

const KEYS: readonly FeatureColumn[] = [
  { name: 'customerId', type: 'text' },
  { name: 'identifier', type: 'text' },
  { name: 'at', type: 'time' },
];
const ASKED: FeatureColumn = { name: 'customer', type: 'text' };

/** Tables of features as of instants, for training and scoring: what the evaluator says of each customer, by the events up to then. */
export class Features {
  readonly #pipeline: Pipeline;
  /** Whether a second state is being built: one is as much as memory is made for. */
  #folding = false;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** @throws CuspError invalid_request, unknown_segment, overloaded */
  async table(request: FeaturesRequest): Promise<FeatureTable> {
    if ((request.at === undefined) === (request.rows === undefined)) throw new CuspError(ERRORS.invalidRequest, 'give either at or rows');
    const features = featuresAsked(this.#pipeline, request);
    const types = await this.#typesOf(features, request);
    const columns = features.map(({ name }, index) => ({ name, type: types[index] ?? ('text' as const) }));
    const keys = request.rows === undefined ? KEYS : [ASKED, ...KEYS];
    return { columns: [...keys, ...columns], rows: () => this.#rows(request, features, columns) };
  }

  async *#rows(
    request: FeaturesRequest,
    features: readonly Feature[],
    columns: readonly FeatureColumn[],
  ): AsyncGenerator<readonly (readonly FeatureCell[])[]> {
    const wantsTraits = (request.traits ?? []).length > 0;
    for await (const looks of this.#looks(request)) yield looks.map((look) => rowOf(look, features, columns, wantsTraits));
  }

  /** Where a type follows from the values there are, all of them are looked at before the first row is said. */
  async #typesOf(features: readonly Feature[], request: FeaturesRequest): Promise<readonly FeatureColumn['type'][]> {
    const surveys = features.map(({ type }) => (type === undefined ? new TypeSurvey() : undefined));
    if (surveys.some((survey) => survey !== undefined)) {
      const wantsTraits = (request.traits ?? []).length > 0;
      for await (const looks of this.#looks(request)) {
        for (const look of looks) {
          if (look.customer === undefined) continue;
          const traits = wantsTraits ? look.ground.traits(look.customer, look.at) : {};
          for (const [index, survey] of surveys.entries())
            survey?.add((features[index] as Feature).valueOf(look.ground, look.customer, look.at, traits));
        }
      }
    }
    return features.map(({ type }, index) => type ?? surveys[index]?.type ?? 'text');
  }

  async *#looks(request: FeaturesRequest): AsyncGenerator<readonly Look[]> {
    if (request.asKnown !== true) return yield* looksAsOf(new FeatureGround(this.#pipeline), request);
    if (this.#folding) throw new CuspError(ERRORS.overloaded, 'what was known at some instant is being worked out for somebody else');
    this.#folding = true;
    try {
      yield* looksAsKnown(this.#pipeline, request);
    } finally {
      this.#folding = false;
    }
  }
}

function rowOf(
  { ground, customer, at, asked }: Look,
  features: readonly Feature[],
  columns: readonly FeatureColumn[],
  wantsTraits: boolean,
): readonly FeatureCell[] {
  const first = asked === null ? [] : [asked];
  if (customer === undefined) return [...first, null, null, at, ...columns.map(() => null)];
  const { identities } = ground.pipeline;
  const traits = wantsTraits ? ground.traits(customer, at) : {};
  const cells = features.map((feature, index) => cellOf(feature.valueOf(ground, customer, at, traits), columns[index] as FeatureColumn));
  return [...first, identities.customerId(customer), formatIdentifier(identities.representativeOf(customer)), at, ...cells];
}
