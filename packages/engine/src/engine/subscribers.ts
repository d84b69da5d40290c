import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { SendSigned } from '../act/channels/signed-post.js';
import { type Part, Subscriber, type Told } from '../act/subscribers/subscriber.js';
import type { Happening } from '../answers.js';
import { entryValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import { readWholeFile, writeWholeFile } from '../runtime/whole-file.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import { formatInstant } from '../vocabulary/instant.js';
import type { Surge } from '../vocabulary/surge.js';
import type { SubscriptionDefinition, SubscriptionStatus } from '../vocabulary/subscription.js';
import { moreToRead, readOn } from './following.js';
import { consentAt, silenceAt } from './look.js';
import type { Questions } from './questions.js';

export interface SubscribersInput {
  readonly pipeline: Pipeline;
  readonly questions: Questions;
  readonly send: SendSigned;
  readonly secret: (name: string) => string | undefined;
  /** Where the places are kept up to which was told; it exists. */
  readonly directory: string;
  readonly random: () => number;
  readonly onFault: (error: unknown) => void;
}

interface Open {
  /** The definition that it was opened with, as text. */
  readonly definition: string;
  readonly subscriber: Subscriber;
}

/** Larger bodies than a campaign's: a hundred changes are told at once. */
const LARGEST_BODY_BYTES = 256 * 1024;

/** Tells those of changes who have subscribed to them: as they are defined, and from where each was left off. */
export class Subscribers {
  readonly #input: SubscribersInput;
  readonly #open = new Map<string, Open>();
  #changing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(input: SubscribersInput) {
    this.#input = input;
  }

  /** Starts what is defined and does not run, stops what is no longer defined, and opens anew what is defined otherwise. Calls take place one after the other. */
  follow(): Promise<void> {
    const followed = this.#changing.then(() => this.#follow());
    this.#changing = followed.catch(() => undefined);
    return followed;
  }

  /** Stops all; resolves when nothing is on its way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#changing;
    await Promise.all([...this.#open.keys()].map((name) => this.#close(name)));
  }

  all(): readonly SubscriptionStatus[] {
    return [...this.#open.values()].map(({ subscriber }) => subscriber.status());
  }

  async #follow(): Promise<void> {
    if (this.#stopped) return;
    const defined = new Map(this.#input.pipeline.definitions.of('subscription').map(({ definition }) => [definition.name, definition]));
    for (const [name, { definition }] of [...this.#open]) {
      const now = defined.get(name);
      if (JSON.stringify(now) === definition) continue;
      await this.#close(name);
      // Whoever subscribes again under this name begins anew.
      if (now === undefined) await rm(this.#placeOf(name), { force: true });
    }
    for (const definition of defined.values()) if (!this.#open.has(definition.name)) this.#start(definition);
  }

  #start(definition: SubscriptionDefinition): void {
    const { pipeline, send, secret, random, onFault } = this.#input;
    const { name, webhook } = definition;
    const place = this.#placeOf(name);
    const subscriber = new Subscriber({
      name,
      begin: async () => (await readWholeFile(place)) ?? (await this.#publicationOf(name)),
      keep: (position) => writeWholeFile(place, position),
      read: (after, most) => this.#read(definition, after, most),
      more: async (signal) => void (await moreToRead(pipeline.journal, pipeline.journal.durable, signal)),
      send: (id, body, signal) => {
        const named = webhook.secret?.secret;
        const own = named === undefined ? undefined : secret(named);
        if (named !== undefined && own === undefined)
          return Promise.resolve({ outcome: 'impossible', detail: `no secret is kept under ${named}` });
        return send({ url: webhook.url, ...(own !== undefined && { secret: own }), id, body, largest: LARGEST_BODY_BYTES }, signal);
      },
      clock: pipeline.clock,
      random,
      onFault,
    });
    this.#open.set(name, { definition: JSON.stringify(definition), subscriber });
    subscriber.start();
  }

  async #close(name: string): Promise<void> {
    const open = this.#open.get(name);
    this.#open.delete(name);
    await open?.subscriber.stop();
  }

  /** Names of definitions are plain words, so that they are file names too. */
  #placeOf(name: string): string {
    return join(this.#input.directory, `subscription ${name}`);
  }

  /** Where the journal holds the publication by which the name came into force: a place that was lost is found again, and nothing is left out. */
  async #publicationOf(name: string): Promise<string> {
    const { journal } = this.#input.pipeline;
    let found = journal.start;
    let inForce = false;
    for await (const entries of journal.scan(journal.start)) {
      for (const entry of entries) {
        if (entry.kind !== 'publication') continue;
        const { definitions, removed } = entryValue(entry, 'publication');
        const brings = definitions.some(({ definition }) => definition.kind === 'subscription' && definition.name === name);
        if (brings && !inForce) found = entry.offset;
        inForce = (inForce || brings) && !removed.some((other) => other.kind === 'subscription' && other.name === name);
      }
    }
    return journal.position(found);
  }

  async #read(definition: SubscriptionDefinition, after: string, most: number): Promise<Part> {
    const { pipeline, questions } = this.#input;
    const { segments, moments, surges } = definition;
    const types = [
      ...(segments === undefined ? [] : (['segment'] as const)),
      ...(moments === undefined ? [] : (['moment'] as const)),
      ...(surges === undefined ? [] : (['surge'] as const)),
    ];
    const { happenings, position } = await readOn({ journal: pipeline.journal, questions }, types, after, most);
    return { position, told: happenings.flatMap((happening) => this.#toldOf(happening, definition) ?? []) };
  }

  #toldOf(happening: Happening, { segments, moments, surges, purpose }: SubscriptionDefinition): Told | undefined {
    if (happening.type === 'segment') {
      const { customerId, value } = happening;
      const { changeId, segment, version, identifier, entered, at, observedAt, cause, because } = value;
      if (!isAmong(segment, segments) || !this.#mayBeTold(identifier, purpose, entered ? null : at)) return undefined;
      const type = entered ? 'segment.entered' : 'segment.left';
      const when = { at: formatInstant(at), observedAt: formatInstant(observedAt) };
      const customer = formatIdentifier(identifier);
      return { id: hashed(changeId), change: { type, segment, version, customerId, customer, ...when, cause, because: [...because] } };
    }
    if (happening.type === 'moment') {
      const {
        id,
        name: moment,
        version,
        identifier,
        at,
        detectedAt,
        withdrawnAt,
        status,
        correctedAt,
        customerId,
        evidence,
      } = happening.value;
      if (!isAmong(moment, moments) || !this.#mayBeTold(identifier, purpose, status === 'withdrawn' ? at : null)) return undefined;
      const when = { at: formatInstant(at), observedAt: formatInstant(withdrawnAt ?? correctedAt ?? detectedAt) };
      const customer = formatIdentifier(identifier);
      const told = { type: `moment.${status}`, moment, momentId: id, version, customerId, customer, ...when, evidence: [...evidence] };
      return { id: hashed(`${id}/${status}/${correctedAt ?? ''}`), change: told };
    }
    if (happening.type === 'surge' && isAmong(happening.value.name, surges)) return surgeTold(happening.value);
    return undefined;
  }

  /** By consent for the purpose, where the subscription names one. That something is over may also be told to whom it began for. */
  #mayBeTold(identifier: Identifier, purpose: string | undefined, over: number | null): boolean {
    if (purpose === undefined) return true;
    const { pipeline, questions } = this.#input;
    const isAllowed = (now: number): boolean => {
      const customer = questions.find(identifier);
      const { state } = consentAt(pipeline, customer, purpose, now);
      return state === 'granted' || (state === 'unknown' && silenceAt(pipeline, customer, purpose) === 'optOut');
    };
    return isAllowed(pipeline.clock.now()) || (over !== null && isAllowed(over - 1));
  }
}

/** A surge is about nobody: no consent is asked. */
function surgeTold(surge: Surge): Told {
  const { surgeId, name, version, value, direction, status, from, until, observed, expected, ratio, interval, toldAt } = surge;
  const when = { at: formatInstant(from), until: until === null ? null : formatInstant(until), observedAt: formatInstant(toldAt) };
  const figures = { observed, expected, ratio, interval: [...interval] };
  const change = { type: `surge.${status}`, surge: name, surgeId, version, value, direction, ...when, ...figures };
  return { id: hashed(`${surgeId}/${status}/${toldAt}`), change };
}

function isAmong(name: string, wanted: SubscriptionDefinition['segments']): boolean {
  return wanted === 'all' || wanted?.includes(name) === true;
}

/** An id that says nothing about anybody. */
function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
