import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { PublishedDefinition } from '../../vocabulary/definition.js';
import { formatIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import type { MatchingDefinition } from '../../vocabulary/matching.js';
import type { Taken } from '../intake.js';
import { Turns } from '../turns.js';
import { keepModel, type ModelOnRecord, modelOnRecord } from './journalled-model.js';
import { type Deciding, LearnedLinks } from './learned-links.js';
import type { MatchChanges, MatchedPair, Matcher, MatcherState, MatchRecord } from './matcher.js';
import { fieldsOf, modelUnder, thresholdsOf } from './matching-definition.js';
import { RecordReader } from './record-reader.js';

/** Records that are matched at a time. */
const RECORDS_A_TURN = 200;
/** Records that a matcher is given at a time while it is filled. */
const RECORDS_A_LOAD = 1_000;
/** How many identifiers are passed between two looks at the time. */
const STRIDE = 16;
/** One seed: the same records give the same model. */
const SEED = 20_260_101;
/** When what could not be written is tried again. */
const AGAIN_AFTER: Milliseconds = 1_000;

export interface LiveMatchingInput {
  readonly pipeline: Pipeline;
  /** Starts a matcher for records with these fields. */
  readonly startMatcher: (fields: readonly string[]) => Matcher;
  /** Told of every failure. */
  readonly onFault: (error: unknown) => void;
}

/** What it is busy with. */
export type Doing = 'nothing' | 'starting' | 'learning' | 'matchingAll' | 'matching';

/** Where it stands. */
export interface Progress {
  readonly doing: Doing;
  /** Whether it does nothing any more until somebody asks it to learn, or it is started anew. */
  readonly hasFailed: boolean;
  /** What went wrong last, in words. */
  readonly failure: string | null;
  /** Records that may have changed and are still to be matched. */
  readonly waiting: number;
  readonly links: number;
}

/**
 * Probabilistic matching while the engine lives: keeps a matcher's records up to date with what events say, and brings what the matcher
 * says into force. All of it happens in the background, one thing after the other, and nothing that comes in waits for it.
 */
export class LiveMatching {
  readonly #input: LiveMatchingInput;
  readonly #links: LearnedLinks;
  #published: PublishedDefinition<MatchingDefinition> | undefined;
  #reader: RecordReader | undefined;
  #matcher: Matcher | undefined;
  #inUse: ModelOnRecord | undefined;
  /** As the matcher said last. */
  #matcherState: MatcherState | undefined;
  /** Identifiers whose records may have changed, by number. */
  readonly #changed = new Set<number>();
  /** How many changes were matched so far, the turn under way included. */
  #matched = 0;
  /** Who waits, and until how many have been matched. */
  readonly #waiting: { readonly matched: number; readonly done: () => void }[] = [];
  /** Erased identifiers whose records are not out of the matcher yet. */
  readonly #leaving = new Set<string>();
  readonly #erasures: { readonly keys: readonly string[]; readonly done: () => void }[] = [];
  /** The records are to be read again from the beginning. */
  #isStale = false;
  /** All links are to be compared with what the matcher says. */
  #isUnsure = false;
  /** Who has asked for a model, until it is there. */
  #learnFor: string | undefined;
  #doing: Doing = 'nothing';
  #working: Promise<void> | undefined;
  #failure: string | null = null;
  #hasFailed = false;
  #isRunning = false;
  #isWaitingForJournal = false;
  #cancelRetry: () => void = () => undefined;

  constructor(input: LiveMatchingInput) {
    this.#input = input;
    this.#links = new LearnedLinks({
      pipeline: input.pipeline,
      isLeaving: (key) => this.#leaving.has(key),
      stopped: () => !this.#isRunning,
    });
    input.pipeline.onIdentify((taken) => this.#note(taken));
    input.pipeline.onForget((identifiers) => this.#leave(identifiers));
  }

  /** Begins to live: reads the records, and matches them when there is a model. */
  start(): void {
    this.#isRunning = true;
    this.follow();
  }

  /** To be called when definitions have changed. */
  follow(): void {
    const [published] = this.#input.pipeline.definitions.of('matching');
    const isSame = published === this.#published && (published !== undefined || this.#links.count === 0);
    if (isSame) return;
    this.#isStale = true;
    this.#kick();
  }

  /**
   * Begins to learn a model from the records as they are.
   * @throws CuspError no_matching, matching_busy
   */
  learn(by: string): void {
    if (this.#input.pipeline.definitions.of('matching').length === 0)
      throw new CuspError(ERRORS.noMatching, 'nothing says what to compare');
    if (this.#learnFor !== undefined) throw new CuspError(ERRORS.matchingBusy, 'a model is being learned already');
    // Whoever asks for a model gives what has failed another try.
    if (this.#hasFailed) this.#isStale = true;
    this.#hasFailed = false;
    this.#failure = null;
    this.#learnFor = by;
    this.#kick();
  }

  /** Resolves when all that was known when it was called is matched and in force, or matching has failed. What comes meanwhile is not waited for. */
  settled(): Promise<void> {
    if (this.#working === undefined) return Promise.resolve();
    return new Promise((done) => this.#waiting.push({ matched: this.#matched + this.#changed.size, done }));
  }

  /** Takes erased identifiers' records out of the matcher. Resolves when they are gone. */
  async erase(identifiers: readonly Identifier[]): Promise<void> {
    const keys = identifiers.map(formatIdentifier);
    await new Promise<void>((done) => {
      if (this.#matcher === undefined && this.#working === undefined) return this.#left(keys, done);
      this.#erasures.push({ keys, done });
      this.#kick();
    });
  }

  /** Stops it; what is being written is waited for. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelRetry();
    while (this.#working !== undefined) await this.#working;
    await this.#drop();
  }

  /** The definition that it follows. */
  get published(): PublishedDefinition<MatchingDefinition> | undefined {
    return this.#published;
  }

  /** The model in use, with the thresholds of the definition. */
  get inUse(): ModelOnRecord | undefined {
    return this.#inUse;
  }

  /** What reads its records; undefined while nothing is published. */
  get reader(): RecordReader | undefined {
    return this.#reader;
  }

  /** The matcher when it can be asked: not while it learns or matches everybody, which may take minutes. */
  get matcher(): Matcher | undefined {
    const { doing } = this.progress;
    return doing === 'nothing' || doing === 'matching' ? this.#matcher : undefined;
  }

  /** What the matcher holds, as it says now or, while it is busy, said last. Undefined before it was ever asked. */
  async look(): Promise<MatcherState | undefined> {
    const { matcher } = this;
    const state = await matcher?.state();
    if (state !== undefined && matcher === this.#matcher) this.#matcherState = state;
    return this.#matcherState;
  }

  get progress(): Progress {
    return {
      doing: this.#doing === 'nothing' ? this.#about : this.#doing,
      hasFailed: this.#hasFailed,
      failure: this.#failure,
      waiting: this.#changed.size,
      links: this.#links.count,
    };
  }

  /** What it is about to do, in the turn before it begins. */
  get #about(): Doing {
    if (!this.#hasWork) return 'nothing';
    if (this.#isStale) return 'starting';
    return this.#learnFor === undefined ? 'matching' : 'learning';
  }

  #note({ event, identifier }: Taken): void {
    if (this.#reader === undefined || !this.#reader.concerns(event)) return;
    if (!this.#reader.isOfRecord(this.#input.pipeline.timelines.identifiers.textOf(identifier))) return;
    this.#changed.add(identifier);
    this.#kick();
  }

  #leave(identifiers: readonly Identifier[]): void {
    if (this.#reader === undefined) return;
    for (const identifier of identifiers) this.#leaving.add(formatIdentifier(identifier));
  }

  #left(keys: readonly string[], done: () => void): void {
    for (const key of keys) this.#leaving.delete(key);
    done();
  }

  #kick(): void {
    if (!this.#hasWork || this.#working !== undefined) return;
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      this.#doing = 'nothing';
      if (!this.#hasWork) for (const { done } of this.#waiting.splice(0)) done();
      this.#kick();
    });
  }

  get #hasWork(): boolean {
    if (this.#erasures.length > 0) return true;
    if (!this.#isRunning || this.#hasFailed || this.#isWaitingForJournal) return false;
    return this.#isStale || this.#isUnsure || this.#changed.size > 0 || this.#learnFor !== undefined;
  }

  async #work(): Promise<void> {
    // What comes in the same turn is worked on together.
    await nextTurn();
    try {
      while (this.#hasWork) {
        await this.#next();
        this.#tellWaiting();
      }
    } catch (error) {
      await this.#failed(error);
    }
  }

  /** Those who wait for no more than what is matched by now. */
  #tellWaiting(): void {
    if (this.#isStale || this.#isUnsure || this.#learnFor !== undefined) return;
    const told = this.#waiting.filter(({ matched }) => matched <= this.#matched);
    for (const waiting of told) this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    for (const { done } of told) done();
  }

  /** One thing, the most pressing first. */
  async #next(): Promise<void> {
    if (this.#erasures.length > 0) return this.#eraseNext();
    if (this.#isStale) return this.#begin();
    if (this.#isUnsure) return this.#matchAll();
    if (this.#changed.size > 0) return this.#matchSome();
    if (this.#learnFor !== undefined) return this.#learn(this.#learnFor);
  }

  /** Fails closed: nothing is matched any more, and what is in force stays. A journal that cannot be written is tried again. */
  async #failed(error: unknown): Promise<void> {
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#input.onFault(error);
    if (error instanceof CuspError && error.code === ERRORS.journalUnavailable.code) return this.#waitForJournal();
    this.#learnFor = undefined;
    this.#hasFailed = true;
    await this.#drop();
    for (const { keys, done } of this.#erasures.splice(0)) this.#left(keys, done);
  }

  /** Some links may be in force and others not: everything is compared once it can be written again. */
  #waitForJournal(): void {
    const { clock } = this.#input.pipeline;
    this.#isUnsure = true;
    this.#isWaitingForJournal = true;
    this.#cancelRetry = clock.wakeAt(clock.now() + AGAIN_AFTER, () => {
      this.#isWaitingForJournal = false;
      this.#failure = null;
      this.#kick();
    });
  }

  async #drop(): Promise<void> {
    const matcher = this.#matcher;
    this.#matcher = undefined;
    this.#matcherState = undefined;
    this.#matched += this.#changed.size;
    this.#changed.clear();
    await matcher?.close();
  }

  async #eraseNext(): Promise<void> {
    const { keys, done } = this.#erasures.shift() as { keys: readonly string[]; done: () => void };
    try {
      const said = await this.#matcher?.take([], keys);
      this.#left(keys, done);
      if (said !== undefined) await this.#bring(said);
    } catch (error) {
      // What has failed is closed, and holds nothing any more.
      if (!(error instanceof CuspError && error.code === ERRORS.journalUnavailable.code)) await this.#drop();
      this.#left(keys, done);
      throw error;
    }
  }

  /** Reads the definition and the model that are in force, and all records. */
  async #begin(): Promise<void> {
    const { pipeline, startMatcher } = this.#input;
    this.#doing = 'starting';
    this.#isStale = false;
    this.#inUse = undefined;
    this.#reader = undefined;
    await this.#drop();
    const [published] = pipeline.definitions.of('matching');
    this.#published = published;
    this.#isUnsure = true;
    if (published === undefined) return;
    const { definition } = published;
    const known = this.#modelFor(definition);
    const fields = known?.model.fields.map(({ name }) => name) ?? fieldsOf(definition);
    this.#reader = new RecordReader(pipeline, fields, definition);
    this.#matcher = startMatcher(fields);
    await this.#fill(this.#matcher, this.#reader);
    this.#inUse = known && { ...known, model: modelUnder(definition, known.model) };
  }

  /** A model that cannot be read is none; whoever looks is told why. */
  #modelFor({ name }: MatchingDefinition): ModelOnRecord | undefined {
    try {
      return modelOnRecord(this.#input.pipeline, name);
    } catch (error) {
      if (!(error instanceof CuspError)) throw error;
      this.#failure = error.message;
      this.#input.onFault(error);
      return undefined;
    }
  }

  /** Gives a matcher every record, in turns that leave room for others. */
  async #fill(matcher: Matcher, reader: RecordReader): Promise<void> {
    const { identifiers } = this.#input.pipeline.timelines;
    const turns = new Turns();
    const records: MatchRecord[] = [];
    for (let identifier = 0; identifier < identifiers.size && this.#isRunning; identifier++) {
      if (identifier % STRIDE === STRIDE - 1 && turns.isOver) await turns.next();
      const record = reader.read(identifier);
      if (record === undefined) continue;
      records.push(record);
      if (records.length === RECORDS_A_LOAD) await matcher.take(records.splice(0), []);
    }
    await matcher.take(records, []);
  }

  /** Compares all that is in force with what the matcher says. */
  async #matchAll(): Promise<void> {
    this.#doing = 'matchingAll';
    this.#isUnsure = false;
    if (this.#matcher === undefined || this.#inUse === undefined) return this.#links.become([], this.#deciding);
    // It believes nothing, and so says everything.
    await this.#matcher.believed([]);
    const { linked } = await this.#matcher.use(this.#inUse.model);
    await this.#links.become(linked, this.#deciding);
    this.#matcherState = await this.#matcher?.state();
  }

  async #matchSome(): Promise<void> {
    this.#doing = 'matching';
    if (this.#matcher === undefined || this.#reader === undefined) return this.#changed.clear();
    const { changed, gone } = await this.#readChanged(this.#reader);
    const said = await this.#matcher.take(changed, gone);
    const again = await this.#weighedAgain(this.#matcher, new Set(changed.map(({ key }) => key)), said);
    await this.#bring({ ...said, linked: [...said.linked, ...again] });
  }

  async #readChanged(reader: RecordReader): Promise<{ readonly changed: readonly MatchRecord[]; readonly gone: readonly string[] }> {
    const { identifiers } = this.#input.pipeline.timelines;
    const changed: MatchRecord[] = [];
    const gone: string[] = [];
    const turns = new Turns();
    for (const identifier of this.#changed) {
      if (changed.length + gone.length === RECORDS_A_TURN) break;
      this.#changed.delete(identifier);
      this.#matched++;
      const key = identifiers.textOf(identifier);
      if (key === '') continue;
      const record = reader.read(identifier);
      if (record === undefined) gone.push(key);
      else changed.push(record);
      if (turns.isOver) await turns.next();
    }
    return { changed, gone };
  }

  /** Links that stay although a record has changed: how sure they are may be something else now. */
  async #weighedAgain(matcher: Matcher, keys: ReadonlySet<string>, said: MatchChanges): Promise<readonly MatchedPair[]> {
    const ended = new Set(said.ended.map(([left, right]) => `${left.length} ${left}${right}`));
    const found: MatchedPair[] = [];
    for (const [text, { pair, evidence }] of this.#links.inForce(keys)) {
      if (ended.has(text)) continue;
      const [left, right] = pair;
      const explained = await matcher.explain(left, right);
      if (explained !== undefined && explained.bits !== evidence.bits) {
        const { bits, probability } = explained;
        found.push({ left, right, bits, probability });
      }
    }
    return found;
  }

  async #bring(said: MatchChanges): Promise<void> {
    if (this.#inUse !== undefined) await this.#links.change(said, this.#deciding);
  }

  get #deciding(): Deciding {
    return { matching: this.#published?.definition.name ?? '', modelId: this.#inUse?.learned.modelId ?? '' };
  }

  async #learn(by: string): Promise<void> {
    this.#doing = 'learning';
    const { pipeline } = this.#input;
    if (this.#published === undefined || this.#matcher === undefined) {
      this.#learnFor = undefined;
      return;
    }
    const { definition } = this.#published;
    const { records, model, isSame } = await this.#learnFrom(definition, this.#matcher);
    this.#learnFor = undefined;
    if (model === undefined) {
      this.#failure = `${records} records are too few to learn from`;
      return;
    }
    const learned = await keepModel(pipeline, { matching: definition.name, learnedAt: pipeline.clock.now(), by, records }, model);
    // Of other fields, the records are read again.
    this.#isStale ||= !isSame;
    this.#isUnsure = true;
    this.#inUse = isSame ? { learned, model: modelUnder(definition, model) } : undefined;
  }

  /** Learns from the records' fields as they are defined now: those in use may be those of an older definition. */
  async #learnFrom(definition: MatchingDefinition, matcher: Matcher) {
    const fields = fieldsOf(definition);
    const isSame = fields.join('\0') === this.#reader?.fields.join('\0');
    const teacher = isSame ? matcher : this.#input.startMatcher(fields);
    try {
      if (!isSame) await this.#fill(teacher, new RecordReader(this.#input.pipeline, fields, definition));
      const { records } = await teacher.state();
      if (records < FEWEST_RECORDS) return { records, model: undefined, isSame };
      const model = await teacher.learn({ seed: SEED, thresholds: thresholdsOf(definition) });
      return { records, model, isSame };
    } finally {
      if (!isSame) await teacher.close();
    }
  }
}

/** With fewer records there is nothing to compare. */
const FEWEST_RECORDS = 2;
