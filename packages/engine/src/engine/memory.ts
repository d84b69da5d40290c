import type { CustomerLookAgain } from '../decide/customer-look.js';
import { DecisionLog } from '../decide/decision-log.js';
import { compileBare, type CompiledSegment } from '../detect/compile-segment.js';
import { type LiveMoment, Moments } from '../detect/moments.js';
import { Segments } from '../detect/segments.js';
import { termOf } from '../govern/consent-term.js';
import { IdentityGraph, type IdentityChange } from '../identify/identity-graph.js';
import type { SaidLink } from '../identify/link.js';
import { type NamedIdentifier, Naming } from '../identify/naming.js';
import { entryValue, type RepairEntry } from '../journal/entries.js';
import type { EntryKind, Journal, Offset } from '../journal/journal.js';
import type { Metric } from '../profile/metrics/metric.js';
import { Quality } from '../quality/quality.js';
import { Surges } from '../surge/surges.js';
import type { Clock } from '../runtime/clock.js';
import { Acts } from '../state/acts.js';
import { QuarantineIndex } from '../state/quarantine-index.js';
import { Books } from '../state/books.js';
import { MarkedEvents } from '../state/marked-events.js';
import type { Tombstones } from '../state/tombstones.js';
import { Columns } from '../timeline/columns.js';
import { Timeline } from '../timeline/timeline.js';
import { IDENTIFY_NAME, scoreEventName, Timelines } from '../timeline/timelines.js';
import { isMarkedBot } from '../vocabulary/bot-mark.js';
import type { Alert } from '../vocabulary/alert.js';
import type { ConditionSpec } from '../vocabulary/definition.js';
import { type CustomerEvent, primaryIdentifier } from '../vocabulary/event.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import { externalIdentifiers } from '../vocabulary/external-identifiers.js';
import { formatIdentifier, type Identifier, personIdentifier } from '../vocabulary/identifier.js';
import { BUILT_IN_RULES, type IdentifierRules } from '../vocabulary/identifier-rules.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';
import type { Instant } from '../vocabulary/instant.js';
import type { Moment } from '../vocabulary/moment.js';
import type { SegmentChanges } from '../vocabulary/segment-change.js';
import type { Surge } from '../vocabulary/surge.js';
import { CampaignActs } from './campaigns/campaign-acts.js';
import { CampaignRuns } from './campaigns/campaign-runs.js';
import { Definitions } from './definitions.js';
import type { OlderLink } from './identifier-history.js';
import { SavedDrafts } from './saved-drafts.js';
import { ChangeIndex, notingChanges } from './changes/change-index.js';
import type { Taken } from './intake.js';
import { consentsInLooks, lookAt } from './look.js';
import { ReferencesInForce } from './references.js';

/** What memory is built on, and whom it tells of what it finds. */
export interface MemoryInput {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly tombstones: Tombstones;
  /** From how many events of a customer on nobody goes through them one by one; the answers are the same whatever it is. */
  readonly many?: number | undefined;
  readonly onChanged: (changes: SegmentChanges) => void;
  readonly onMoment: (moment: Moment) => void;
  /** The search for completions of a moment's pattern was given up. */
  readonly onGivenUp: (live: LiveMoment) => void;
  readonly onAlert: (alert: Alert) => void;
  readonly onSurge: (surge: Surge) => void;
}

/** All that the engine holds in memory: an index over the journal, and what follows from it. The pipeline changes it, questions read it. */
export class Memory {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly timelines: Timelines;
  readonly columns: Columns;
  readonly definitions = new Definitions();
  readonly drafts = new SavedDrafts();
  readonly acts = new Acts();
  /** Where what people did stands in the journal. */
  readonly changes = new ChangeIndex();
  readonly quarantined = new QuarantineIndex();
  readonly books = new Books();
  /** How many events are marked as a bot's, by source. */
  readonly marked = new MarkedEvents();
  readonly decisions = new DecisionLog();
  readonly campaignActs = new CampaignActs(this.definitions);
  readonly campaignRuns = new CampaignRuns();
  readonly tombstones: Tombstones;
  readonly identities: IdentityGraph;
  /** Where the newest learned model of each matching stands, by the matching's name. */
  readonly matchModels = new Map<string, Offset>();
  readonly segments: Segments;
  readonly moments: Moments;
  readonly quality: Quality;
  readonly surges: Surges;
  /** Published metrics, by name. */
  readonly metrics = new Map<string, Metric>();
  /** What conditions may name. */
  readonly references: ReferencesInForce;
  readonly #timeline: Timeline;
  #namer = new Naming(BUILT_IN_RULES);
  #conditions = new WeakMap<ConditionSpec, CompiledSegment>();

  constructor({ journal, clock, tombstones, many, onChanged, onMoment, onGivenUp, onAlert, onSurge }: MemoryInput) {
    this.journal = notingChanges(journal, this.changes);
    this.clock = clock;
    this.tombstones = tombstones;
    const timelines = (this.timelines = new Timelines(many));
    const columns = (this.columns = new Columns(timelines.sessions));
    this.#timeline = new Timeline(timelines);
    this.identities = new IdentityGraph(timelines.identifiers, (left, right) => timelines.isBefore(left, right));
    const representativeOf = (customer: number): Identifier => this.identities.representativeOf(customer);
    const consentOf = consentsInLooks(this);
    this.references = new ReferencesInForce({
      ground: { names: timelines.names, columns },
      definitions: this.definitions,
      consent: (timeline, purpose, definition) => consentOf(timeline, purpose, termOf(definition)),
    });
    const ground = { names: timelines.names, columns, references: this.references, timelines, representativeOf };
    this.segments = new Segments({ ...ground, emit: onChanged });
    this.moments = new Moments({
      ...ground,
      identifiersOf: (customer) => this.identities.membersOf(customer),
      segmentsOf: (customer) => this.segmentsOf(customer),
      emit: onMoment,
      onGivenUp,
    });
    const seed = Number.parseInt(tombstones.hash('quality').slice(0, 8), 16);
    this.quality = new Quality({ definitions: () => this.definitions.of('source'), seed, onAlert });
    this.surges = new Surges({
      ...ground,
      values: columns.values,
      memberOf: (segment, references = this.references) => {
        const compiled = compileBare({ segment }, OUTSIDE, { names: timelines.names, columns, references });
        return (customer, at) => this.segments.holdsAt(compiled, customer, at);
      },
      permitting: (purpose, references = this.references) => {
        if (references.purpose(purpose) === undefined) return undefined;
        const compiled = compileBare({ permits: purpose }, OUTSIDE, { names: timelines.names, columns, references });
        return (customer, at) => this.segments.holdsAt(compiled, customer, at);
      },
      emit: onSurge,
    });
  }

  /** Gives an event its row, with the values that definitions ask about. It is in nobody's timeline yet. */
  place({ event, offset, identifier }: Taken): number {
    const name = this.timelines.names.intern(nameOf(event));
    const { timestamp, receivedAt, messageId } = event;
    const marked = isMarkedBot(event);
    if (marked) this.marked.add(event);
    const row = this.timelines.add({ timestamp, receivedAt, offset, name, identifier, marked }, messageId);
    this.columns.fill(row, name, event);
    return row;
  }

  /** The links that an event makes between identifiers. */
  linksIn(event: CustomerEvent, row: number): readonly SaidLink[] {
    const left = this.timelines.rows.identifier(row);
    const linkTo = (evidence: SaidLink['evidence'], identifier: Identifier): SaidLink => {
      const right = this.timelines.identifiers.intern(formatIdentifier(identifier));
      return { left, right, evidence, row, at: event.timestamp };
    };
    const link = (evidence: SaidLink['evidence'], type: string, value: string): SaidLink => linkTo(evidence, personIdentifier(type, value));
    const links: SaidLink[] = [];
    if (event.userId !== null && event.anonymousId !== null) links.push(link('event', 'anonymousId', event.anonymousId));
    // The first of them may be the event's own: that link leads nowhere.
    for (const external of externalIdentifiers(event.context)) links.push(linkTo('event', external));
    for (const { identifier, way } of this.#naming(event)) links.push({ ...linkTo('event', identifier), way });
    // The older name may be one or the other: both are linked, and the one that nobody bears has no events.
    if (event.previousId !== null) links.push(link('alias', 'userId', event.previousId), link('alias', 'anonymousId', event.previousId));
    return links;
  }

  /** Whom an event names at the paths that types of identifiers have now. */
  #naming(event: CustomerEvent): readonly NamedIdentifier[] {
    const { rules } = this.identities;
    if (this.#namer.rules !== rules) this.#namer = new Naming(rules);
    return this.#namer.in(event);
  }

  /** The customers whom a decision names. */
  customersIn({ identifiers }: IdentityDecision): readonly number[] {
    const numbers = identifiers.map((identifier) =>
      this.identities.customerOf(this.timelines.identifiers.intern(formatIdentifier(identifier))),
    );
    return [...new Set(numbers)];
  }

  /** Puts a decision on who is one customer in force. @returns what that changed; the caller deals out anew what depends on it */
  foldIdentityDecision(decision: IdentityDecision, offset: Offset): IdentityChange | undefined {
    const kind = decisionKind(decision);
    for (const identifier of decision.identifiers) this.indexAct(kind, formatIdentifier(identifier), offset, decision.at);
    return this.identities.decide(decision);
  }

  /**
   * Puts other rules for types of identifiers in force, with what events of before say under them.
   * @returns what that changed: timelines are dealt out anew, and the caller asks again what depends on them
   */
  foldRules(rules: IdentifierRules, links: readonly OlderLink[]): IdentityChange | undefined {
    const { identifiers } = this.timelines;
    const said = links.map((link) => ({ ...link, right: identifiers.intern(link.right) }));
    const { change, loose } = this.identities.adopt(rules, said);
    if (change !== undefined) this.redistribute(change);
    const gone = new Set(loose.filter((identifier) => this.#forgetUnnamed(identifier)));
    return change && { ...change, after: new Map([...change.after].filter(([customer]) => !gone.has(customer))) };
  }

  /** An address that no event names any more, as far as rules go, is kept for nobody: an erasure would not find it. @returns whether it is one */
  #forgetUnnamed(identifier: number): boolean {
    const [act] = this.acts.of(identifier);
    if (this.timelines.count(identifier) > 0 || act !== undefined) return false;
    this.segments.forget(identifier);
    this.identities.forget(identifier);
    this.timelines.identifiers.forget(identifier);
    return true;
  }

  /** Deals timelines and memberships out anew, without asking anything yet. */
  redistribute(change: IdentityChange): void {
    this.timelines.redistribute(change.before, (identifier) => this.identities.customerOf(identifier));
    for (const customer of change.after.keys()) this.timelines.sessions.workOut(customer);
    this.segments.moveMembers(change.before, change.after);
    this.moments.dropDeadlines(change.before);
    this.surges.regrouped(change.before, change.after.keys(), this.clock.now());
  }

  /** What campaigns may see of the customer with this identifier. */
  lookAt(identifier: string, now: Instant): CustomerLookAgain {
    return lookAt(this, identifier, now);
  }

  /** Keeps in mind where the journal holds an act about an identifier. */
  indexAct(kind: EntryKind, identifier: string, offset: Offset, at: Instant): void {
    this.acts.add(kind, offset, at, this.timelines.identifiers.intern(identifier));
  }

  /** A quarantined item is kept in mind for each identifier that it seems to carry; one without any under the empty text. */
  indexQuarantined(item: QuarantinedItem, offset: Offset): void {
    this.quarantined.add(item, offset);
    const texts = item.identifiers.length === 0 ? [NOBODY] : item.identifiers.map(formatIdentifier);
    for (const text of texts) this.indexAct('quarantined', text, offset, item.receivedAt);
  }

  /** Keeps a repair in mind, also under whom the events belong to that came of it: their erasure takes the originals along. */
  foldRepair(entry: RepairEntry, offset: Offset): void {
    this.quarantined.fold(entry, offset);
    const owners = new Set<string>();
    for (const event of entry.items.flatMap(({ events }) => events)) {
      const stored = this.journal.entryAt(event);
      if (stored.kind === 'event') owners.add(formatIdentifier(primaryIdentifier(entryValue(stored, 'event'))));
    }
    for (const owner of owners) this.indexAct('repair', owner, offset, entry.at);
  }

  /** Forgets acts whose entries are being redacted. */
  dropActs(offsets: readonly Offset[]): void {
    const gone = new Set(offsets);
    this.acts.drop(gone);
    this.quarantined.drop(gone);
  }

  /** Keeps in mind where the journal holds an alert, by its source. */
  indexAlert(source: string, offset: Offset, at: Instant): void {
    this.indexAct('alert', alertsOf(source), offset, at);
  }

  /** Keeps in mind where the journal holds what was told of a surge. */
  indexSurge({ name, toldAt }: Surge, offset: Offset): void {
    this.indexAct('surge', surgesOf(name), offset, toldAt);
  }

  /** Whether a customer exists at an instant: has an event of then or before. */
  exists(customer: number, now: Instant): boolean {
    return this.#timeline.at(customer, now).exists();
  }

  /** Whether a condition of a published definition holds for a customer; compiled once. @throws DefinitionRefused */
  holds(spec: ConditionSpec, customer: number, now: Instant): boolean {
    return this.conditionOf(spec).holds(this.#timeline.at(customer, now));
  }

  /** The compiled form of a condition that stands outside a segment, such as a campaign's audience. @throws DefinitionRefused */
  conditionOf(spec: ConditionSpec): CompiledSegment {
    let compiled = this.#conditions.get(spec);
    if (compiled === undefined) {
      compiled = this.compileCondition(spec);
      if (!this.columns.isTrial) this.#conditions.set(spec, compiled);
    }
    return compiled;
  }

  /** Compiles a condition that stands outside a segment, so that its columns are filled before it is asked. @throws DefinitionRefused */
  compileCondition(spec: ConditionSpec, references = this.references): CompiledSegment {
    const ground = { names: this.timelines.names, columns: this.columns, references };
    return compileBare(spec, OUTSIDE, ground);
  }

  /** What conditions rest on has become something else: they are compiled again when they are asked. */
  renewConditions(): void {
    this.#conditions = new WeakMap<ConditionSpec, CompiledSegment>();
  }

  /** Names of the segments that a customer is in. */
  segmentsOf(customer: number): readonly string[] {
    return this.segments.namesOf(customer);
  }

  /** When time will next change something, as far as is known. */
  nextDeadline(): Instant {
    const { segments, moments, quality, surges, decisions } = this;
    return Math.min(
      segments.nextDeadline(),
      moments.nextDeadline(),
      quality.nextDeadline(),
      surges.nextDeadline(),
      decisions.followUps.next,
    );
  }

  /** How many events there are. */
  get eventCount(): number {
    return this.timelines.events;
  }

  /** How many customers there are: sets of identifiers with at least one event. */
  get customerCount(): number {
    return this.timelines.customers;
  }
}

/** As which kind of entry a decision on identities is on record. */
export function decisionKind({ learned }: IdentityDecision): 'identityDecision' | 'learnedLink' {
  return learned === undefined ? 'identityDecision' : 'learnedLink';
}

/** What a condition outside a segment is called: no segment can have this name. */
const OUTSIDE = 'the audience';

/** Stands for "no identifier that could be told" in the index. */
export const NOBODY = '\u0000nobody';

/** Stands for a source in the index of acts. */
export function alertsOf(source: string): string {
  return `\u0000source:${source}`;
}

/** Stands for a surge's definition in the index of acts. */
export function surgesOf(name: string): string {
  return `\u0000surge:${name}`;
}

/** The name under which `group` calls are kept. */
export const GROUP_NAME = '\u0000group';

/** The name under which an event is kept: its own, or its type's for those that have none. */
export function nameOf(event: CustomerEvent): string {
  if (event.event !== '') return event.event;
  if (event.type === 'score') return scoreEventName(String(event.properties.score));
  return event.type === 'identify' ? IDENTIFY_NAME : `\u0000${event.type}`;
}
