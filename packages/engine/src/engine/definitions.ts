import type {
  CampaignDefinition,
  Definition,
  DefinitionKind,
  Publication,
  PublishedDefinition,
  PurposeDefinition,
} from '../vocabulary/definition.js';

type Published<K extends DefinitionKind> = PublishedDefinition<Extract<Definition, { kind: K }>>;

/** The definitions in force, by kind and name, with all versions of campaigns that deliveries under way may still need. */
export class Definitions {
  readonly #live = new Map<string, PublishedDefinition>();
  readonly #campaigns = new Map<string, PublishedDefinition<CampaignDefinition>>();
  readonly #versions = new Map<string, number>();
  /** The live ones by kind, until the next publication. */
  readonly #byKind = new Map<DefinitionKind, readonly PublishedDefinition[]>();

  /** Folds a publication. */
  fold(publication: Publication): void {
    this.#byKind.clear();
    for (const published of publication.definitions) {
      const { kind, name } = published.definition;
      this.#live.set(keyOf(kind, name), published);
      this.#versions.set(keyOf(kind, name), published.version);
      if (kind === 'campaign') this.#campaigns.set(`${name}\0${published.version}`, published as PublishedDefinition<CampaignDefinition>);
    }
    for (const { kind, name } of publication.removed) this.#live.delete(keyOf(kind, name));
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
    return (this.#versions.get(keyOf(kind, name)) ?? 0) + 1;
  }

  /** A campaign as it was in some version. */
  campaign(name: string, version: number): PublishedDefinition<CampaignDefinition> | undefined {
    return this.#campaigns.get(`${name}\0${version}`);
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

  /** What silence means for a purpose; `optIn` for one that nobody has defined. */
  silence(purpose: string): PurposeDefinition['consent'] {
    return this.get('purpose', purpose)?.definition.consent ?? 'optIn';
  }

  /** Everything, for a snapshot. */
  toJson(): {
    live: readonly PublishedDefinition[];
    campaigns: readonly PublishedDefinition[];
    versions: readonly (readonly [string, number])[];
  } {
    return { live: [...this.#live.values()], campaigns: [...this.#campaigns.values()], versions: [...this.#versions] };
  }

  /** Fills an empty registry from a snapshot. */
  load(saved: ReturnType<Definitions['toJson']>): void {
    this.#byKind.clear();
    for (const published of saved.live) this.#live.set(keyOf(published.definition.kind, published.definition.name), published);
    for (const published of saved.campaigns) {
      this.#campaigns.set(`${published.definition.name}\0${published.version}`, published as PublishedDefinition<CampaignDefinition>);
    }
    for (const [key, version] of saved.versions) this.#versions.set(key, version);
  }
}

function keyOf(kind: DefinitionKind, name: string): string {
  return `${kind}\0${name}`;
}
