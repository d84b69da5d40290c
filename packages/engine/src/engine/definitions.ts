import type { Definition, DefinitionKind, DefinitionVersion, Publication, PublishedDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { type Silence, silenceIn } from '../vocabulary/purpose.js';
import { IdentifierRules } from '../vocabulary/identifier-rules.js';

type Published<K extends DefinitionKind> = PublishedDefinition<Extract<Definition, { kind: K }>>;

/** The definitions in force, by kind and name, and all the versions that there have been. */
export class Definitions {
  readonly #live = new Map<string, PublishedDefinition>();
  /** Every version of a name, the first one first. */
  readonly #versions = new Map<string, DefinitionVersion[]>();
  /** The live ones by kind, until the next publication. */
  readonly #byKind = new Map<DefinitionKind, readonly PublishedDefinition[]>();

  /** Folds a publication that goes live. */
  fold(publication: Publication): void {
    this.#byKind.clear();
    const { publicationId = null, by, reason, at } = publication;
    for (const published of publication.definitions) {
      const key = keyOf(published.definition.kind, published.definition.name);
      this.#live.set(key, published);
      const version: DefinitionVersion = { ...published, publicationId, by, reason };
      const versions = this.#versions.get(key);
      if (versions === undefined) this.#versions.set(key, [version]);
      else versions.push(version);
    }
    for (const { kind, name } of publication.removed) {
      const key = keyOf(kind, name);
      const versions = this.#versions.get(key);
      const newest = versions?.at(-1);
      if (!this.#live.delete(key) || versions === undefined || newest === undefined) continue;
      versions[versions.length - 1] = { ...newest, retired: { by, reason, at } };
    }
  }

  get<K extends DefinitionKind>(kind: K, name: string): Published<K> | undefined {
    return this.#live.get(keyOf(kind, name)) as Published<K> | undefined;
  }

  /** Those in force of a kind, by name. */
  of<K extends DefinitionKind>(kind: K): readonly Published<K>[] {
    let found = this.#byKind.get(kind);
    if (found === undefined) {
      found = [...this.#live.values()].filter(({ definition }) => definition.kind === kind);
      this.#byKind.set(kind, found);
    }
    return found as readonly Published<K>[];
  }

  /** The version that the next publication of this name gets. */
  nextVersion(kind: DefinitionKind, name: string): number {
    return (this.versions(kind, name).at(-1)?.version ?? 0) + 1;
  }

  /** Every version of a name, the first one first; none when there is no such definition. */
  versions(kind: DefinitionKind, name: string): readonly DefinitionVersion[] {
    return this.#versions.get(keyOf(kind, name)) ?? [];
  }

  /** The newest version of everything that was ever published, in force or retired. */
  newest(): readonly DefinitionVersion[] {
    return [...this.#versions.values()].flatMap((versions) => versions.at(-1) ?? []);
  }

  /** A campaign as it was in some version: deliveries under way may still need it. */
  campaign(name: string, version: number): PublishedDefinition<CampaignDefinition> | undefined {
    const found = this.versions('campaign', name).find((one) => one.version === version);
    return found as PublishedDefinition<CampaignDefinition> | undefined;
  }

  /** Every purpose that is defined or that a campaign serves. */
  purposes(): readonly string[] {
    return [
      ...new Set([
        ...this.of('purpose').map(({ definition }) => definition.name),
        ...this.of('campaign').map(({ definition }) => definition.purpose),
      ]),
    ].sort();
  }

  /** What silence means for a purpose; `optIn` for one that nobody has defined. @param region asked only where regions differ */
  silence(purpose: string, region: () => string | undefined): Silence {
    const consent = this.get('purpose', purpose)?.definition.consent ?? 'optIn';
    return typeof consent === 'string' ? consent : silenceIn(consent, region());
  }

  /** Everything, for a snapshot: the names in force in their order, and all versions. */
  toJson(): SavedDefinitions {
    return { live: [...this.#live.values()], versions: [...this.#versions.values()].flat() };
  }

  /** Fills an empty registry from a snapshot. */
  load(saved: SavedDefinitions): void {
    this.#byKind.clear();
    for (const published of saved.live) this.#live.set(keyOf(published.definition.kind, published.definition.name), published);
    for (const version of saved.versions) {
      const key = keyOf(version.definition.kind, version.definition.name);
      const versions = this.#versions.get(key);
      if (versions === undefined) this.#versions.set(key, [version]);
      else versions.push(version);
    }
  }
}

/** What a snapshot keeps of definitions. */
export interface SavedDefinitions {
  readonly live: readonly PublishedDefinition[];
  readonly versions: readonly DefinitionVersion[];
}

/** What published definitions say of types of identifiers. */
export function rulesOf(published: readonly PublishedDefinition[]): IdentifierRules {
  return new IdentifierRules(published.flatMap(({ definition }) => (definition.kind === 'identifier' ? [definition] : [])));
}

function keyOf(kind: DefinitionKind, name: string): string {
  return `${kind}\0${name}`;
}
