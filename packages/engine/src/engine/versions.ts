import type * as answers from '../answers.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { DefinitionKind, DefinitionRef, DefinitionVersion } from '../vocabulary/definition.js';
import type { JsonObject } from '../vocabulary/json.js';
import { definitionDifference, sameJson } from './definition-difference.js';
import type { BegunPublication, Publisher, PublishOptions } from './publisher.js';

export interface VersionsInput {
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  /** Begins a publication; what else has to follow from it is the engine's. */
  readonly begin: (specs: readonly JsonObject[], options: PublishOptions) => BegunPublication;
}

/** What is and what was in force: every version with who, when, why, and how it differs from the one before. */
export class Versions {
  readonly #pipeline: Pipeline;
  readonly #publisher: Publisher;
  readonly #begin: VersionsInput['begin'];

  constructor({ pipeline, publisher, begin }: VersionsInput) {
    this.#pipeline = pipeline;
    this.#publisher = publisher;
    this.#begin = begin;
  }

  /** Everything that was ever published, also what has been retired. */
  list(kind?: DefinitionKind): readonly answers.DefinitionAnswer[] {
    return this.#pipeline.definitions
      .newest()
      .filter(({ definition }) => kind === undefined || definition.kind === kind)
      .map((newest) => this.#answer(newest));
  }

  /** @throws CuspError unknown_definition */
  get(ref: DefinitionRef): answers.DefinitionAnswer {
    return this.#answer(this.#versionsOf(ref).at(-1) as DefinitionVersion);
  }

  /** Every version, newest first. @throws CuspError unknown_definition */
  versions(ref: DefinitionRef): readonly answers.DefinitionVersionAnswer[] {
    const versions = this.#versionsOf(ref);
    return versions.map((version, index) => this.#versionAnswer(version, versions[index - 1])).reverse();
  }

  /** @throws CuspError unknown_definition */
  version(ref: DefinitionRef, number: number): answers.DefinitionVersionAnswer {
    const found = this.versions(ref).find(({ version }) => version === number);
    if (found === undefined) throw new CuspError(ERRORS.unknownDefinition, `${ref.kind} ${ref.name} has no version ${number}`);
    return found;
  }

  /**
   * Publishes the text of an older version as a new one; what was retired comes back.
   * @throws CuspError unknown_definition, invalid_request when that text is in force, invalid_definition when it no longer fits what is
   */
  rollback(ref: DefinitionRef, version: number, options: Pick<PublishOptions, 'by' | 'personId' | 'reason'>): BegunPublication {
    const { definition } = this.version(ref, version);
    const inForce = this.#pipeline.definitions.get(ref.kind, ref.name);
    if (inForce !== undefined && sameJson(inForce.definition, definition))
      throw new CuspError(ERRORS.invalidRequest, `what version ${version} says is in force already, as version ${inForce.version}`);
    return this.#begin([definition as unknown as JsonObject], { ...options, restores: version });
  }

  /** How far a publication is; of earlier runs, what became of it. @throws CuspError unknown_publication */
  publication(publicationId: string): answers.PublicationAnswer {
    const found = this.#publisher.publications.get(publicationId) ?? this.#published(publicationId);
    if (found === undefined) throw new CuspError(ERRORS.unknownPublication, publicationId.slice(0, 100));
    return found;
  }

  /** Publications of this run, newest first. */
  publications(): readonly answers.PublicationAnswer[] {
    return this.#publisher.publications.all();
  }

  #published(publicationId: string): answers.PublicationAnswer | undefined {
    const { definitions } = this.#pipeline;
    const versions = definitions
      .newest()
      .flatMap(({ definition: { kind, name } }) => definitions.versions(kind, name))
      .filter((version) => version.publicationId === publicationId);
    const [first] = versions;
    if (first === undefined) return undefined;
    const { by, reason, publishedAt } = first;
    const changes = versions.map(({ definition: { kind, name }, version }) => {
      const change = version === 1 ? ('add' as const) : ('change' as const);
      return { kind, name, change, version, countNow: null, countThen: null };
    });
    const over = { status: 'live', startedAt: null, endedAt: null, asked: 0, total: 0, share: 1, remaining: 0, failure: null } as const;
    return { publicationId, by, reason, at: publishedAt, changes, ...over };
  }

  #versionsOf({ kind, name }: DefinitionRef): readonly DefinitionVersion[] {
    const versions = this.#pipeline.definitions.versions(kind, name);
    if (versions.length === 0) throw new CuspError(ERRORS.unknownDefinition, `${kind} ${name}`);
    return versions;
  }

  #answer(newest: DefinitionVersion): answers.DefinitionAnswer {
    const { kind, name } = newest.definition;
    const versions = this.#pipeline.definitions.versions(kind, name).length;
    return { newest, versions, draft: this.#pipeline.drafts.get({ kind, name }) ?? null };
  }

  #versionAnswer(version: DefinitionVersion, before: DefinitionVersion | undefined): answers.DefinitionVersionAnswer {
    const { kind, name } = version.definition;
    const inForce = this.#pipeline.definitions.get(kind, name)?.version === version.version;
    const difference = before === undefined ? [] : definitionDifference(before.definition, version.definition);
    return { ...version, inForce, difference };
  }
}
