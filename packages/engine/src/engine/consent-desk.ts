import { choicesIn } from '../govern/consent.js';
import { type ConsentTerm, lapsesAt } from '../govern/consent-term.js';
import type { PreferenceLink, PreferenceTokens } from '../govern/preference-token.js';
import { SIGNAL_RULES } from '../govern/signals.js';
import type { Arrival } from '../collect/collect-options.js';
import { entryValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import {
  CONSENT_API_SOURCE,
  CONSENT_CHOSEN,
  type ConsentCounts,
  type ConsentLedger,
  type ConsentWay,
  type Contactable,
  type LedgerEntry,
  PREFERENCES_SOURCE,
  type StandingConsent,
} from '../vocabulary/consent-ledger.js';
import { consentPath, type ConsentState } from '../vocabulary/consent.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { formatIdentifier, type Identifier, parseIdentifier } from '../vocabulary/identifier.js';
import { formatInstant, type Instant, type Milliseconds, NEVER } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { RESPONSES_SOURCE } from '../vocabulary/response.js';
import { countConsents, customersWith, newestChoices } from './consent-overview.js';
import { consentAt, silenceAt, termInForce } from './look.js';
import { mailAddressOf } from './mail-address.js';
import { nameable } from './responses.js';
import { SharedAnswer } from './shared-answer.js';
import { SharedAnswers } from './shared-answers.js';
import { Turns } from './turns.js';
import { warmFor } from './warm-for.js';

export interface ConsentDeskInput {
  readonly pipeline: Pipeline;
  readonly tokens: PreferenceTokens;
  /** The address under which customers reach this engine. */
  readonly publicUrl: string | undefined;
  readonly find: (identifier: Identifier) => number | undefined;
  readonly newMessageId: () => string;
  /** How long the machine has been at work: about its time, not about customers'. */
  readonly machineTime: () => Milliseconds;
  readonly clean: (items: readonly Json[], arrival: Arrival) => readonly CleanedItem[];
  readonly accept: (source: string, items: readonly CleanedItem[]) => Promise<readonly Outcome[]>;
}

/** A choice that somebody makes here and now. */
export interface Choosing {
  readonly choices: Readonly<Record<string, boolean>>;
  readonly way: 'preferencePage' | 'api';
  /** Who enters it on the customer's behalf, and why. */
  readonly by?: string;
  readonly reason?: string;
  /** The version of the text that was shown, by purpose. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** Customers who have chosen alike. */
export interface ConsentCustomers {
  readonly customers: readonly { readonly customerId: string; readonly identifiers: readonly Identifier[] }[];
  readonly isCut: boolean;
}

/** Who is asked about: a segment's members, or those in whom a moment is warm. */
export type ContactableOf = { readonly segment: string } | { readonly moment: string };

/** Up to so many identifiers are gone through whenever somebody asks. */
const COUNTED_EACH_TIME = 5_000;
/** Of so many segments and moments, by purpose and channel, it is kept how many may be contacted. */
const MOST_CONTACTABLE = 100;
/** How long a link to the preference page opens it. */
const LINK_LIVES: Milliseconds = 90 * 86_400_000;

/** Keeps the ledger of consent, takes choices in, and says who may be contacted. */
export class ConsentDesk {
  readonly #input: ConsentDeskInput;
  readonly #counts: SharedAnswer<ConsentCounts>;
  readonly #contactable: SharedAnswers<Contactable>;

  constructor(input: ConsentDeskInput) {
    this.#input = input;
    const { pipeline, machineTime } = input;
    const sharing = {
      isLittle: () => pipeline.timelines.identifiers.size <= COUNTED_EACH_TIME,
      // Each publication makes another list.
      ground: () => pipeline.definitions.of('purpose'),
      now: machineTime,
    };
    this.#counts = new SharedAnswer({ ...sharing, work: () => countConsents(pipeline) });
    this.#contactable = new SharedAnswers(sharing, MOST_CONTACTABLE);
  }

  /** The address that links to the preference page begin with; undefined when none is configured. */
  get publicUrl(): string | undefined {
    return this.#input.publicUrl;
  }

  /** What stands for a customer, and every choice, newest first; undefined when nobody has this identifier. */
  ledger(identifier: Identifier): ConsentLedger | undefined {
    const { pipeline, find } = this.#input;
    const customer = find(identifier);
    if (customer === undefined || pipeline.timelines.count(customer) === 0) return undefined;
    return {
      customerId: pipeline.identities.customerId(customer),
      standing: pipeline.definitions.purposes().map((purpose) => this.#standing(customer, purpose)),
      choices: this.#choices(customer),
    };
  }

  /**
   * Takes a choice in as an event of its own.
   * @throws CuspError unknown_customer, or invalid_request for a purpose that is not defined, or journal_unavailable: then nothing has changed
   */
  async choose(identifier: Identifier, { choices, way, by, reason, texts }: Choosing): Promise<void> {
    const { pipeline, find, newMessageId, clean, accept } = this.#input;
    const customer = find(identifier);
    if (customer === undefined) throw new CuspError(ERRORS.unknownCustomer, formatIdentifier(identifier));
    const known = pipeline.definitions.purposes();
    const unknown = Object.keys(choices).find((purpose) => !known.includes(purpose));
    if (unknown !== undefined) throw new CuspError(ERRORS.invalidRequest, `there is no purpose ${unknown}`);
    const { context = {}, ...owner } = nameable([identifier, ...pipeline.identities.identifiersOf(customer)]);
    const receivedAt = pipeline.clock.now();
    const item = {
      type: 'track',
      event: CONSENT_CHOSEN,
      messageId: newMessageId(),
      timestamp: formatInstant(receivedAt),
      ...owner,
      properties: {
        ...(by !== undefined && { by }),
        ...(reason !== undefined && { reason }),
        ...(texts !== undefined && { texts: { ...texts } }),
      },
      context: { ...(context as object), consent: { categoryPreferences: { ...choices } } },
    };
    const source = way === 'api' ? CONSENT_API_SOURCE : PREFERENCES_SOURCE;
    const cleaned = clean([item as unknown as Json], { source, receivedAt, type: null, context: undefined, sentAt: undefined });
    await accept(source, cleaned);
  }

  /** What all customers together have chosen for each purpose; of many customers it may be as of a moment ago. */
  counts(): Promise<ConsentCounts> {
    return this.#counts.get();
  }

  /** Customers by what they have chosen for a purpose; `isCut` when there are more than `limit`. */
  async customersWith(asked: {
    readonly purpose: string;
    readonly state: ConsentState;
    readonly limit: number;
  }): Promise<ConsentCustomers> {
    const { identities } = this.#input.pipeline;
    const { customers, isCut } = await customersWith(this.#input.pipeline, asked);
    const named = (customer: number): ConsentCustomers['customers'][number] => ({
      customerId: identities.customerId(customer),
      identifiers: identities.identifiersOf(customer),
    });
    return { customers: customers.map(named), isCut };
  }

  /** The choices of all customers that arrived last, newest first. */
  newest(asked: { readonly purpose: string | undefined; readonly limit: number }): Promise<readonly LedgerEntry[]> {
    return newestChoices(this.#input.pipeline, asked, (event) => this.#entries(event));
  }

  /** A token that opens the preference page of the customer with an identifier, and until when. @throws CuspError unknown_customer */
  preferenceToken(identifier: Identifier): { readonly token: string; readonly expires: number } {
    if (this.#input.find(identifier) === undefined) throw new CuspError(ERRORS.unknownCustomer, formatIdentifier(identifier));
    const expires = this.#input.pipeline.clock.now() + LINK_LIVES;
    return { token: this.#input.tokens.seal({ identifier: formatIdentifier(identifier), expires }), expires };
  }

  /** Whose page a token opens; undefined when it was not made here or has expired. */
  open(token: string): Identifier | undefined {
    const link: PreferenceLink | undefined = this.#input.tokens.open(token, this.#input.pipeline.clock.now());
    return link && parseIdentifier(link.identifier);
  }

  formToken(token: string): string {
    return this.#input.tokens.formToken(token);
  }

  isOfForm(token: string, given: string): boolean {
    return this.#input.tokens.isOfForm(token, given);
  }

  /** What was published about a purpose; undefined when only campaigns name it. */
  textOf(purpose: string, language: string): { readonly version: string; readonly text: string } | undefined {
    const texts = this.#input.pipeline.definitions.get('purpose', purpose)?.definition.texts ?? [];
    const inLanguage = texts.filter((text) => text.language.split('-')[0] === language);
    return (inLanguage.length > 0 ? inLanguage : texts).at(-1);
  }

  /**
   * How many of the members of a segment, or of those in whom a moment is warm, may be contacted for a purpose now, and why the others may not;
   * of many customers it may be as of a moment ago. It is a figure alone: whoever sends asks about each customer at that instant.
   * @param channel with `email`, who has no address is not counted as contactable
   * @throws CuspError unknown_segment, unknown_moment
   */
  contactable(of: ContactableOf, purpose: string, channel?: string): Promise<Contactable> {
    return this.#contactable.get(JSON.stringify([of, purpose, channel]), () => this.#countContactable(of, purpose, channel));
  }

  async #countContactable(of: ContactableOf, purpose: string, channel: string | undefined): Promise<Contactable> {
    const { pipeline } = this.#input;
    const asOf = pipeline.clock.now();
    const refused = { consent_denied: 0, consent_unknown: 0, no_address: 0 };
    const turns = new Turns();
    let [customers, contactable] = [0, 0];
    for (const customer of customersIn(pipeline, of)) {
      if (turns.isOver) await turns.next();
      customers++;
      const { allowed, state } = this.#standing(customer, purpose);
      if (!allowed) refused[state === 'denied' ? 'consent_denied' : 'consent_unknown']++;
      else if (channel === 'email' && mailAddressOf(pipeline, customer) === null) refused.no_address++;
      else contactable++;
    }
    return { asOf, purpose, customers, contactable, refused };
  }

  #standing(customer: number, purpose: string): StandingConsent {
    const { pipeline } = this.#input;
    const consent = consentAt(pipeline, customer, purpose, pipeline.clock.now());
    const silence = silenceAt(pipeline, customer, purpose);
    const definition = pipeline.definitions.get('purpose', purpose)?.definition;
    const isChosen = consent.state !== 'unknown';
    return {
      ...consent,
      expires: consent.since === null ? null : lapseOrNull(consent.state === 'granted', consent.since, termInForce(pipeline, purpose)),
      title: definition?.title ?? null,
      legalBasis: definition?.legalBasis ?? 'consent',
      allowed: isChosen ? consent.state === 'granted' : silence === 'optOut',
      why: isChosen ? (consent.messageId === null ? 'merge' : 'choice') : silence,
    };
  }

  #entries(event: CustomerEvent): readonly LedgerEntry[] {
    const { pipeline } = this.#input;
    return entriesOf(event).map((entry) => ({
      ...entry,
      expires: lapseOrNull(entry.granted, entry.at, termInForce(pipeline, entry.purpose)),
    }));
  }

  #choices(customer: number): LedgerEntry[] {
    const { pipeline } = this.#input;
    const columns = pipeline.definitions.purposes().map((purpose) => pipeline.columns.needEverywhere(consentPath(purpose)));
    const telling = pipeline.timelines
      .rowsOf(customer)
      .filter((row) =>
        columns.some((column) => column !== undefined && typeof pipeline.columns.values.valueOf(column.at(row)) === 'boolean'),
      );
    const known = new Set(pipeline.definitions.purposes());
    const choices = telling
      .flatMap((row) => this.#entries(entryValue(pipeline.journal.entryAt(pipeline.timelines.rows.offset(row)), 'event')))
      .filter(({ purpose }) => known.has(purpose));
    return withoutRepeats(choices.sort((left, right) => right.at - left.at || right.receivedAt - left.receivedAt));
  }
}

/** @throws CuspError unknown_segment, unknown_moment */
function customersIn(pipeline: Pipeline, of: ContactableOf): Iterable<number> {
  if ('moment' in of) return warmFor(pipeline, of.moment, pipeline.clock.now());
  const found = pipeline.segments.get(of.segment);
  if (found === undefined) throw new CuspError(ERRORS.unknownSegment, of.segment);
  return membersOf(found.members);
}

function* membersOf(members: { next(from: number): number }): Iterable<number> {
  for (let customer = members.next(0); customer >= 0; customer = members.next(customer + 1)) yield customer;
}

function lapseOrNull(granted: boolean, since: Instant, term: ConsentTerm): Instant | null {
  const lapse = lapsesAt({ granted, since }, term);
  return lapse === NEVER ? null : lapse;
}

/**
 * A browser sends its signal with every request: of those that say for a purpose what the choice before them says already, and by the same way
 * and identifier, only the first is told.
 * @param choices newest first
 */
function withoutRepeats(choices: readonly LedgerEntry[]): LedgerEntry[] {
  const before = new Map<string, LedgerEntry>();
  const told = choices.toReversed().filter((entry) => {
    const last = before.get(entry.purpose);
    before.set(entry.purpose, entry);
    const isSignal = entry.way === 'gpc' || (entry.way === 'tcf' && entry.expires === null);
    return !isSignal || last?.way !== entry.way || last.granted !== entry.granted || !isSameIdentifier(last, entry);
  });
  return told.reverse();
}

function isSameIdentifier(left: LedgerEntry, right: LedgerEntry): boolean {
  return formatIdentifier(left.identifier) === formatIdentifier(right.identifier);
}

function entriesOf(event: CustomerEvent): readonly Omit<LedgerEntry, 'expires'>[] {
  const { properties, source, receivedAt } = event;
  const isOurs = event.event === CONSENT_CHOSEN && (source === PREFERENCES_SOURCE || source === CONSENT_API_SOURCE);
  const said = (field: 'by' | 'reason'): string | null => (isOurs && typeof properties[field] === 'string' ? properties[field] : null);
  const texts = isOurs ? (properties.texts as Readonly<Record<string, string>> | undefined) : undefined;
  return choicesIn(event).map(({ purpose, granted, at, messageId, identifier }) => ({
    ...{ purpose, granted, at, receivedAt, way: wayOf(event, purpose), source, identifier, messageId },
    ...{ text: texts?.[purpose] ?? null, by: said('by'), reason: said('reason') },
  }));
}

function wayOf({ changes = [], source }: CustomerEvent, purpose: string): ConsentWay {
  const rule = changes.find(({ field }) => field === consentPath(purpose))?.rule;
  if (rule === SIGNAL_RULES.gpc || rule === SIGNAL_RULES.tcf) return rule;
  if (source === PREFERENCES_SOURCE) return 'preferencePage';
  if (source === CONSENT_API_SOURCE) return 'api';
  return source === RESPONSES_SOURCE ? 'unsubscribeLink' : 'event';
}
