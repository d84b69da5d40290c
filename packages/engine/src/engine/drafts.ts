import type * as answers from '../answers.js';
import type { Bits } from '../detect/bits.js';
import type { LiveSegment } from '../detect/segments.js';
import { appendValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { asCuspError, problemOf } from '../runtime/problem.js';
import type { Definition, DefinitionDraft, DefinitionRef, DraftEntry, Publication, SegmentDefinition } from '../vocabulary/definition.js';
import { authored } from '../vocabulary/authors.js';
import type { JsonObject } from '../vocabulary/json.js';
import { definitionDifference, sameJson } from './definition-difference.js';
import { isRestingOn } from './dependents.js';
import { previewDraft } from './draft-previews.js';
import { askEverybody } from './going-live.js';
import { fillColumns } from './history.js';
import type { BegunPublication, Publisher, PublishOptions } from './publisher.js';

/** How many drafts there may be: each segment among them follows every event. */
const MOST_DRAFTS = 20;
/** How many customers a draft's sample shows on each side. */
const SAMPLE = 10;
const PAGE = 50;

/** Whom a page about a draft lists. */
export type DraftSide = 'members' | 'entering' | 'leaving';

export interface DraftsInput {
  readonly pipeline: Pipeline;
  readonly publisher: Publisher;
  /** Begins a publication; what else has to follow from it is the engine's. */
  readonly begin: (specs: readonly JsonObject[], options: PublishOptions) => BegunPublication;
}

/** What becomes of a draft segment while it is filled. */
interface Filling {
  readonly draft: DefinitionDraft;
  status: answers.DraftAnswer['status'];
  asked: number;
  total: number;
  failure: answers.DraftAnswer['failure'];
}

/**
 * Definitions that somebody works on. A draft is kept in the journal; a segment among them is filled over history and follows
 * events and time beside the live version, and tells nobody, until it is published or thrown away.
 */
export class Drafts {
  readonly #pipeline: Pipeline;
  readonly #publisher: Publisher;
  readonly #begin: DraftsInput['begin'];
  readonly #filling = new Map<string, Filling>();

  constructor({ pipeline, publisher, begin }: DraftsInput) {
    this.#pipeline = pipeline;
    this.#publisher = publisher;
    this.#begin = begin;
    publisher.onLive((publication) => this.#follow(publication));
  }

  /** Lets the drafts of earlier runs follow along again; they are filled one after the other. */
  resume(): void {
    for (const draft of this.#pipeline.drafts.all()) this.#tryOut(draft);
  }

  /**
   * Keeps a draft, in the place of an older one of that name.
   * @throws CuspError invalid_definition, invalid_request when the definition has another name, too_many_drafts
   */
  async save(
    ref: DefinitionRef,
    spec: JsonObject,
    { by, personId, note }: Pick<PublishOptions, 'by' | 'personId'> & { readonly note: string | null },
  ): Promise<answers.DraftAnswer> {
    const [checked] = this.#publisher.check([named(spec, ref)]);
    const definition = checked?.definition as Definition;
    const { drafts, definitions, clock } = this.#pipeline;
    const older = drafts.get(ref);
    if (older === undefined && drafts.size >= MOST_DRAFTS) throw new CuspError(ERRORS.tooManyDrafts, `${drafts.size} are kept already`);
    const basedOn = older?.basedOn ?? definitions.get(ref.kind, ref.name)?.version ?? null;
    const draft: DefinitionDraft = { definition, by, note, at: clock.now(), basedOn, ...authored(personId, older) };
    await this.#write({ saved: draft });
    const known = this.#filling.get(keyOf(ref));
    if (known === undefined || known.status === 'failed' || !sameJson(known.draft.definition, definition)) this.#tryOut(draft);
    return this.get(ref);
  }

  list(): readonly answers.DraftAnswer[] {
    return this.#pipeline.drafts.all().map((draft) => this.#answer(draft));
  }

  /** @throws CuspError unknown_draft */
  get(ref: DefinitionRef): answers.DraftAnswer {
    return this.#answer(this.#find(ref));
  }

  /** What a draft metric or moment would say. @param signal gives it up @throws CuspError unknown_draft, invalid_request, invalid_definition */
  async preview(ref: DefinitionRef, signal?: AbortSignal): Promise<answers.DraftPreviewAnswer> {
    return previewDraft(this.#pipeline, this.#find(ref).definition, signal);
  }

  /** Throws a draft away. @throws CuspError unknown_draft */
  async discard(ref: DefinitionRef, by: string): Promise<void> {
    this.#find(ref);
    await this.#write({ discarded: { kind: ref.kind, name: ref.name }, by, at: this.#pipeline.clock.now() });
    this.#forget(ref);
  }

  /** Who is in a draft segment, or would enter or leave by it, by customer number. Nobody while it is being filled. @throws CuspError unknown_draft, invalid_request */
  customers(ref: DefinitionRef, side: DraftSide, { cursor, limit = PAGE }: answers.PageRequest): answers.Page<answers.CustomerRef> {
    this.#find(ref);
    const from = cursor === undefined ? 0 : Number(cursor);
    if (!Number.isSafeInteger(from) || from < 0) throw new CuspError(ERRORS.invalidRequest, 'the cursor is none of this list');
    const ready = this.#readySegment(ref);
    const found: answers.CustomerRef[] = [];
    if (ready === undefined) return { items: found, nextCursor: null };
    const wanted = this.#sides(ready)[side];
    for (let customer = wanted.next(from); customer >= 0; customer = wanted.next(customer + 1)) {
      if (found.length === limit) return { items: found, nextCursor: String(customer) };
      found.push(this.#customer(customer));
    }
    return { items: found, nextCursor: null };
  }

  /** Publishes drafts together. @throws CuspError unknown_draft, invalid_definition */
  publish(refs: readonly DefinitionRef[], options: Pick<PublishOptions, 'by' | 'personId' | 'reason'>): BegunPublication {
    const specs = refs.map((ref) => this.#find(ref).definition as unknown as JsonObject);
    const drafts = refs.map(({ kind, name }) => ({ kind, name }));
    return this.#begin(specs, { ...options, drafts });
  }

  /** What drafts rest on has become something else: they are filled again. */
  #follow({ definitions }: Publication): void {
    const changed = definitions.map(({ definition }) => definition);
    for (const draft of this.#pipeline.drafts.all()) {
      if (isRestingOn(draft.definition, changed, this.#pipeline.definitions)) this.#tryOut(draft);
    }
  }

  async #write(entry: DraftEntry): Promise<void> {
    appendValue(this.#pipeline.journal, 'draft', entry);
    await this.#pipeline.journal.commit();
    this.#pipeline.drafts.fold(entry);
  }

  #find(ref: DefinitionRef): DefinitionDraft {
    const draft = this.#pipeline.drafts.get(ref);
    if (draft === undefined) throw new CuspError(ERRORS.unknownDraft, `${ref.kind} ${ref.name}`);
    return draft;
  }

  #forget({ kind, name }: DefinitionRef): void {
    this.#filling.delete(keyOf({ kind, name }));
    if (kind === 'segment') this.#pipeline.segments.dropDraft(name);
  }

  /** Fills a draft segment when its turn comes. */
  #tryOut(draft: DefinitionDraft): void {
    const { definition } = draft;
    if (definition.kind !== 'segment') return;
    const filling: Filling = { draft, status: 'waiting', asked: 0, total: 0, failure: null };
    this.#filling.set(keyOf(definition), filling);
    this.#publisher
      .inTurn(() => this.#fill(definition, filling))
      .catch((error: unknown) => {
        filling.status = 'failed';
        filling.failure = problemOf(asCuspError(error));
      });
  }

  async #fill(definition: SegmentDefinition, filling: Filling): Promise<void> {
    const isOver = (): boolean => this.#filling.get(keyOf(definition)) !== filling || this.#pipeline.drafts.get(definition) === undefined;
    if (isOver()) return;
    filling.status = 'filling';
    const { segments, clock } = this.#pipeline;
    const segment = segments.prepare(definition, filling.draft.basedOn ?? 0);
    await fillColumns(this.#pipeline);
    if (isOver()) return;
    segments.keepDraft(segment);
    segments.startFilling(segment);
    try {
      await askEverybody(this.#pipeline, (customer) => segments.fill(segment, customer, clock.now()), {
        asked: (asked, total) => Object.assign(filling, { asked, total }),
        stopped: () => this.#publisher.stopped() || isOver(),
      });
    } catch (error) {
      if (segments.draft(definition.name) === segment) segments.dropDraft(definition.name);
      if (isOver()) return;
      throw error;
    }
    segment.status = 'draft';
    this.#pipeline.rearm();
    filling.status = 'ready';
  }

  #answer(draft: DefinitionDraft): answers.DraftAnswer {
    const { definition } = draft;
    const inForce = this.#pipeline.definitions.get(definition.kind, definition.name);
    const { status, asked, total, failure } = this.#filling.get(keyOf(definition)) ?? STORED;
    const ready = this.#readySegment(definition);
    return {
      ...draft,
      status,
      asked,
      total,
      failure,
      version: inForce?.version ?? null,
      difference: inForce === undefined ? [] : definitionDifference(inForce.definition, definition),
      words: ready?.compiled.words ?? null,
      effect: ready === undefined ? null : this.#effect(ready),
      warnings: this.#publisher.warningsOf(definition),
      asOf: this.#pipeline.clock.now(),
    };
  }

  #readySegment({ kind, name }: DefinitionRef): LiveSegment | undefined {
    const draft = kind === 'segment' ? this.#pipeline.segments.draft(name) : undefined;
    return draft?.status === 'draft' && this.#filling.get(keyOf({ kind, name }))?.status === 'ready' ? draft : undefined;
  }

  #effect(draft: LiveSegment): answers.DraftEffect {
    const { members, entering, leaving } = this.#sides(draft);
    return {
      count: members.count,
      countNow: members.count - entering.count + leaving.count,
      entering: entering.count,
      leaving: leaving.count,
      sample: { entering: this.#sample(entering), leaving: this.#sample(leaving) },
    };
  }

  #sides({ definition, members }: LiveSegment): Record<DraftSide, Bits> {
    const now = this.#pipeline.segments.get(definition.name)?.members;
    if (now === undefined) return { members, entering: members, leaving: members.without(members) };
    return { members, entering: members.without(now), leaving: now.without(members) };
  }

  #sample(customers: Bits): answers.CustomerRef[] {
    const found: answers.CustomerRef[] = [];
    for (let customer = customers.next(0); customer >= 0 && found.length < SAMPLE; customer = customers.next(customer + 1)) {
      found.push(this.#customer(customer));
    }
    return found;
  }

  #customer(customer: number): answers.CustomerRef {
    const { identities } = this.#pipeline;
    return { customerId: identities.customerId(customer), identifiers: identities.identifiersOf(customer) };
  }
}

const STORED = { status: 'stored', asked: 0, total: 0, failure: null } as const;

/** The definition under the name that it is kept by. @throws CuspError invalid_request */
function named(spec: JsonObject, { kind, name }: DefinitionRef): JsonObject {
  if ((spec.kind ?? kind) !== kind || (spec.name ?? name) !== name)
    throw new CuspError(ERRORS.invalidRequest, `the definition is of another kind or name than ${kind} ${name}`);
  return { ...spec, kind, name };
}

function keyOf({ kind, name }: DefinitionRef): string {
  return `${kind}\0${name}`;
}
