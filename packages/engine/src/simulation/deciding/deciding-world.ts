import { decide, decisionIdOf } from '../../decide/decide.js';
import { DecisionLog } from '../../decide/decision-log.js';
import type { CustomerLook } from '../../decide/customer-look.js';
import { ranked } from '../../decide/rank.js';
import { differencesOf, replayDecision } from '../../decide/replay.js';
import { SAMPLE_LOOK } from '../../decide/sample-look.js';
import { causeOfTurn, scheduledTurn } from '../../decide/scheduled-turn.js';
import type { Occurrence } from '../../decide/trigger.js';
import { timeZone, UTC } from '../../timeline/time-zones.js';
import { type CampaignDefinition, type Cap, givesTurns } from '../../vocabulary/campaign.js';
import type { Decision, DeliveryResult } from '../../vocabulary/decision.js';
import type { PublishedDefinition, WorkspaceDefinition } from '../../vocabulary/definition.js';
import { formatIdentifier, type Identifier, personIdentifier } from '../../vocabulary/identifier.js';
import { type Instant, NEVER, parseDuration } from '../../vocabulary/instant.js';
import { Random } from '../random.js';
import { decideSlowly, type TwinFacts } from '../twin/deciding.js';

const START = Date.parse('2026-03-27T15:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const FLAGS = ['a', 'b', 'c'];
/** The first two as often as the others together. */
const TRIGGERS = [
  ...[{ entered: 's' }, { moment: 'm' }, { entered: 's' }, { moment: 'm' }],
  { schedule: { cron: '0 9 * * *', segment: 's' } },
  { surge: { name: 'interest', segment: 's' } },
];

/** Somebody who may turn out to be somebody else: their identifiers are those of the whole group then. */
interface Person {
  readonly identifier: Identifier;
  group: number;
  zone: string;
  language: string | null;
  flags: Set<string>;
  consents: boolean;
  unusable: string[];
  reached: boolean;
}

/** What came of a history: how much was decided, and everything that was wrong. */
export interface PlayedDeciding {
  readonly decisions: readonly Decision[];
  readonly restarts: number;
  /** Each thing that the slow twin, or a law, says otherwise. */
  readonly wrong: readonly string[];
}

/**
 * Plays a drawn history of campaigns, customers who merge and part, late news, deliveries that end in all ways, pauses and restarts; holds every
 * decision to the slow twin and to its own replay, and caps and stock to their limits at the end.
 */
export function playDeciding(seed: number, steps: number): PlayedDeciding {
  return new DecidingWorld(Random.of(`deciding ${seed}`)).play(steps);
}

class DecidingWorld {
  readonly #random: Random;
  readonly #people: Person[];
  readonly #campaigns: readonly PublishedDefinition<CampaignDefinition>[];
  readonly #workspace: WorkspaceDefinition;
  readonly #paused = new Set<string>();
  readonly #decisions: Decision[] = [];
  readonly #ends: DeliveryResult[] = [];
  readonly #wrong: string[] = [];
  /** Turns that were given. */
  readonly #given = new Set<string>();
  #log = new DecisionLog();
  #now = START;
  #restarts = 0;
  #occurrences = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#people = Array.from({ length: 6 }, (_, index) => ({
      identifier: personIdentifier('userId', `u${index}`),
      group: index,
      zone: random.pick(ZONES) as string,
      language: random.pick([null, 'de', 'de-AT', 'en', 'fr']) ?? null,
      flags: new Set(FLAGS.filter(() => random.chance(0.5))),
      consents: true,
      unusable: [],
      reached: false,
    }));
    this.#campaigns = ranked(
      Array.from({ length: 5 }, (_, index) => ({ definition: drawnCampaign(random, index), version: 1, publishedAt: START })),
    );
    this.#workspace = drawnWorkspace(random);
  }

  play(steps: number): PlayedDeciding {
    for (let step = 0; step < steps; step++) {
      this.#now += this.#random.pick([0, 1_000, 5 * MINUTE, HOUR, 3 * HOUR]) as number;
      for (const due of this.#log.followUps.takeDue(this.#now)) this.#decideAll(due, due.step);
      this.#change();
      this.#occur();
    }
    this.#holdToLimits();
    return { decisions: this.#decisions, restarts: this.#restarts, wrong: this.#wrong };
  }

  /** Something about somebody changes, or a delivery ends, or the engine starts anew. */
  #change(): void {
    const random = this.#random;
    const person = random.pick(this.#people) as Person;
    const other = random.pick(this.#people) as Person;
    const what = random.integer(0, 9);
    if (what === 0) for (const one of this.#people.filter(({ group }) => group === other.group)) one.group = person.group;
    if (what === 1) person.group = this.#people.indexOf(person) + 100 * this.#occurrences;
    if (what === 2) person.consents = random.chance(0.8);
    if (what === 3) person.unusable = ['webhook', 'email'].filter(() => random.chance(0.3));
    if (what === 4) person.flags = new Set(FLAGS.filter(() => random.chance(0.5)));
    if (what === 5) person.reached = random.chance(0.3);
    if (what === 6) this.#endSome();
    if (what === 7) this.#restart();
    if (what === 8) this.#pause((random.pick(this.#campaigns) as PublishedDefinition<CampaignDefinition>).definition.name);
  }

  #pause(name: string): void {
    if (!this.#paused.delete(name) && this.#random.chance(0.3)) this.#paused.add(name);
  }

  #endSome(): void {
    const open = this.#decisions.filter(
      ({ outcome, decisionId }) => outcome === 'send' && !this.#ends.some((end) => end.decisionId === decisionId),
    );
    for (const { decisionId, identifier } of open) {
      if (this.#random.chance(0.5)) continue;
      const outcome = this.#random.pick(['delivered', 'dead', 'refused', 'retry']) as DeliveryResult['outcome'];
      const end: DeliveryResult = {
        decisionId,
        identifier,
        attempt: 1,
        at: this.#now,
        outcome,
        reason: null,
        detail: '',
        nextAttemptAt: null,
      };
      if (outcome !== 'retry') this.#ends.push(end);
      this.#log.foldDelivery(end);
    }
  }

  /** What was decided is read again from what is on record, in the order in which it was. */
  #restart(): void {
    this.#restarts++;
    this.#log = new DecisionLog();
    for (const decision of this.#decisions) this.#log.fold(onRecord(decision));
    for (const end of this.#ends) this.#log.foldDelivery(end);
  }

  #occur(): void {
    const random = this.#random;
    const { identifier } = random.pick(this.#people) as Person;
    const at = this.#now - (random.pick([0, 0, 0, MINUTE, 15 * MINUTE, 16 * MINUTE]) as number);
    const cause = random.pick(['event', 'event', 'event', 'time', 'published', 'identity'] as const) ?? 'event';
    const id = `o${this.#occurrences++}`;
    const occurrence: Occurrence = random.chance(0.5)
      ? { changeId: id, segment: 's', version: 1, identifier, entered: true, at, observedAt: this.#now, cause, because: [] }
      : {
          ...{ id, name: 'm', version: 1, identifier, at, detectedAt: this.#now, cause, status: 'detected', withdrawnAt: null },
          ...{ warmUntil: at + 30 * MINUTE, intent: 'buy', feeling: 'neutral', segments: [], evidence: [] },
        };
    this.#decideAll(occurrence, 0);
    if (random.chance(0.2)) this.#giveTurns(random.pick(this.#campaigns) as PublishedDefinition<CampaignDefinition>, at);
  }

  /** A time of a schedule has come, or a surge was told: everybody has their turn, and has it once however often the same one is come to. */
  #giveTurns(campaign: PublishedDefinition<CampaignDefinition>, at: Instant): void {
    const { name, trigger } = campaign.definition;
    if (!givesTurns(trigger)) return;
    const surge = {
      surgeId: `surge_${this.#random.integer(0, 3)}`,
      name: 'interest',
      value: 'kettles',
      direction: 'rise',
      ratio: 2,
    } as const;
    for (const { identifier } of this.#people.filter((one, index, all) => all.findIndex(({ group }) => group === one.group) === index)) {
      const turn = scheduledTurn({ campaign: name, segment: 's', at, ...('surge' in trigger && { surge }) }, identifier, this.#now);
      const decisionId = decisionIdOf(name, campaign.version, causeOfTurn(turn));
      // What is one turn is said here once more, and not by the engine's ids.
      const which = JSON.stringify([name, 'surge' in trigger ? surge.surgeId : at, formatIdentifier(identifier)]);
      if (this.#log.has(decisionId) !== this.#given.has(which)) this.#wrong.push(`${which} is another turn than the engine takes it for`);
      if (this.#given.has(which)) continue;
      this.#decideOne(campaign, turn, 0);
      if (this.#log.has(decisionId)) this.#given.add(which);
    }
  }

  #decideAll(occurrence: Occurrence, step: number): void {
    for (const campaign of this.#campaigns) this.#decideOne(campaign, occurrence, step);
  }

  #decideOne(campaign: PublishedDefinition<CampaignDefinition>, occurrence: Occurrence, step: number): void {
    const theirs = this.#groupOf(occurrence.identifier);
    const [actedOn] = theirs as [Person, ...Person[]];
    const facts = this.#factsOf(theirs, campaign.definition.name);
    const decision = decide(campaign, occurrence, this.#lookAt(theirs, facts), this.#now);
    if (decision === undefined) return;
    const isMoment = step === 0 && 'warmUntil' in occurrence;
    const expected = decideSlowly({
      campaign: campaign.definition,
      workspace: this.#workspace,
      decisions: this.#decisions,
      deliveries: this.#ends,
      identifiers: theirs.map(({ identifier }) => identifier),
      facts,
      now: this.#now,
      at: occurrence.at,
      validUntil: isMoment ? occurrence.warmUntil : NEVER,
      learnedBy: 'cause' in occurrence && typeof occurrence.cause === 'string' ? occurrence.cause : 'time',
      step,
      offered: 'offer' in occurrence ? occurrence.offer : undefined,
    });
    this.#compare(campaign, decision, expected, actedOn);
    if (this.#log.has(decision.decisionId)) this.#wrong.push(`${decision.decisionId} is decided twice`);
    this.#log.fold(decision);
    this.#decisions.push(decision);
  }

  #compare(
    campaign: PublishedDefinition<CampaignDefinition>,
    decision: Decision,
    expected: ReturnType<typeof decideSlowly>,
    actedOn: Person,
  ): void {
    const { reason, channel, sendAt, offer, variant, identifier } = decision;
    const said = reason === null ? { reason, channel, sendAt, offer, variant } : { reason };
    if (JSON.stringify(sorted(said)) !== JSON.stringify(sorted(expected))) {
      this.#wrong.push(`${campaign.definition.name} at ${this.#now}: ${JSON.stringify(said)}, but slowly ${JSON.stringify(expected)}`);
    }
    if (formatIdentifier(identifier) !== formatIdentifier(actedOn.identifier)) this.#wrong.push('acted on somebody else');
    const kept = onRecord(decision);
    const differs = differencesOf(kept, replayDecision(campaign, kept));
    if (differs.length > 0) this.#wrong.push(`${decision.decisionId} is replayed otherwise: ${differs.join(', ')}`);
  }

  #groupOf(identifier: Identifier): readonly Person[] {
    const person = this.#people.find((one) => formatIdentifier(one.identifier) === formatIdentifier(identifier)) as Person;
    return this.#people.filter(({ group }) => group === person.group);
  }

  #factsOf(theirs: readonly Person[], campaign: string): TwinFacts {
    const [first] = theirs as [Person, ...Person[]];
    return {
      paused: this.#paused.has(campaign),
      goalReached: theirs.some(({ reached }) => reached),
      holds: (condition) => first.flags.has((condition as { readonly trait: string }).trait),
      consents: theirs.every(({ consents }) => consents),
      unusable: theirs.flatMap(({ unusable }) => unusable),
      zone: first.zone,
      language: first.language,
    };
  }

  #lookAt(theirs: readonly Person[], facts: TwinFacts): CustomerLook {
    const identifiers = theirs.map(({ identifier }) => identifier);
    const log = this.#log;
    return {
      ...SAMPLE_LOOK,
      identifier: identifiers[0] as Identifier,
      stateOf: () => (facts.paused ? 'paused' : 'running'),
      workspace: () => this.#workspace,
      consent: (purpose) => ({ purpose, state: facts.consents ? 'granted' : 'denied', since: START, messageId: 'm' }),
      holdsAudience: facts.holds,
      sends: (campaign) => log.sends(campaign, identifiers),
      sent: () => log.sent(identifiers),
      assignedBy: (campaign) => log.assignedBy(campaign, identifiers),
      taken: (campaign, offer) => log.taken(campaign, offer),
      suppressedBy: (channel) => (facts.unusable.includes(channel) ? 'signed off' : null),
      performedSince: () => facts.goalReached,
      zone: () => timeZone(facts.zone) ?? UTC,
      language: () => facts.language,
      traits: () => ({ name: 'Ann', zone: facts.zone }),
    };
  }

  /** Caps and stock by counting alone, over all that was decided. Who was one customer when, only the twin knows: caps are by identifier here. */
  #holdToLimits(): void {
    const sends = this.#decisions.filter(({ outcome }) => outcome === 'send');
    for (const { identifier } of this.#people) {
      const theirs = sends.filter((one) => formatIdentifier(one.identifier) === formatIdentifier(identifier));
      this.#holdToCap(theirs, this.#workspace.caps?.overall, 'overall');
      for (const { definition } of this.#campaigns)
        this.#holdToCap(
          theirs.filter(({ campaign }) => campaign === definition.name),
          definition.cap,
          definition.name,
        );
    }
    const isOver = ({ decisionId }: Decision): boolean =>
      this.#ends.some((end) => end.decisionId === decisionId && (end.outcome === 'dead' || end.outcome === 'refused'));
    for (const { definition } of this.#campaigns)
      for (const { name, stock = Number.POSITIVE_INFINITY } of definition.offers ?? []) {
        const gone = sends.filter(
          (one) => one.campaign === definition.name && one.offer === name && one.step === undefined && !isOver(one),
        ).length;
        if (gone > stock) this.#wrong.push(`${gone} of ${stock} of ${name} are gone`);
      }
  }

  #holdToCap(sends: readonly Decision[], cap: Cap | undefined, what: string): void {
    if (cap === undefined) return;
    const within = parseDuration(cap.within) as number;
    const times: Instant[] = sends.map(({ decidedAt, sendAt }) => sendAt ?? decidedAt);
    for (const end of times) {
      const inWindow = times.filter((at) => at > end - within && at <= end).length;
      if (inWindow > cap.times) this.#wrong.push(`${inWindow} sends within ${cap.within}, at most ${cap.times}: ${what}`);
    }
  }
}

function drawnWorkspace(random: Random): WorkspaceDefinition {
  const some = <T>(share: number, value: T): T | undefined => (random.chance(share) ? value : undefined);
  const overall = some(0.7, { times: random.integer(1, 4), within: random.pick(['1h', '6h', '2d']) as string });
  const email = some(0.5, { times: random.integer(1, 2), within: '1d' });
  return sorted({
    kind: 'workspace' as const,
    name: 'ours',
    timeZone: 'UTC',
    quietHours: some(0.5, { from: '21:00', until: '08:00' }),
    caps: { ...(overall && { overall }), ...(email && { channels: { email } }) },
    arbitration: some(0.5, random.chance(0.5) ? { window: '2h' } : {}),
    holdout: some(0.4, 0.2),
  }) as unknown as WorkspaceDefinition;
}

function drawnCampaign(random: Random, index: number): CampaignDefinition {
  const some = <T>(share: number, value: T): T | undefined => (random.chance(share) ? value : undefined);
  const when = (): object | undefined => some(0.5, { trait: random.pick(FLAGS) as string });
  const weight = random.chance(0.5) ? (): number => random.integer(1, 5) : (): undefined => undefined;
  const webhook = { webhook: { url: 'https://shop.example/hook' } };
  return sorted({
    kind: 'campaign' as const,
    name: `c${index}`,
    trigger: random.pick(TRIGGERS) as CampaignDefinition['trigger'],
    purpose: 'marketing',
    audience: some(0.3, { trait: random.pick(FLAGS) as string }),
    notWhile: some(0.3, { trait: random.pick(FLAGS) as string }),
    cap: some(0.5, { times: random.integer(1, 3), within: random.pick(['30m', '6h', '1d']) as string }),
    holdout: some(0.5, random.next() / 2),
    goal: { performed: 'Bought', within: '7d' },
    channels: random.chance(0.5) ? [{ email: { from: 'a@shop.example' } }, webhook] : [webhook],
    priority: some(0.6, random.integer(0, 2)),
    value: some(0.6, random.integer(0, 2)),
    quietHours: some(0.5, random.chance(0.3) ? false : { from: '12:30', until: '13:15' }),
    language: some(0.5, 'en'),
    variants: some(
      0.6,
      ['x', 'y', 'z'].map((name) =>
        sorted({ name, when: when(), weight: weight(), language: some(0.5, random.pick(['de', 'en', 'de-AT'])), message: { name } }),
      ),
    ),
    offers: some(
      0.6,
      ['o', 'p'].map((name) => sorted({ name, when: when(), weight: weight(), stock: some(0.7, random.integer(0, 8)) })),
    ),
    budget: some(0.4, { sends: random.integer(1, 12) }),
    followUps: some(0.5, [
      { after: '4h', message: { text: 'Again, {{ customer.traits.name }}' } },
      { after: '1d', message: { text: 'once more' } },
    ]),
    message: { text: 'Hi {{ customer.traits.name }} in {{ customer.traits.zone }}{% if offer %}: {{ offer.name }}{% endif %}' },
  }) as unknown as CampaignDefinition;
}

/** As it comes back from the journal. */
function onRecord(decision: Decision): Decision {
  return JSON.parse(JSON.stringify(decision)) as Decision;
}

/** The same without what is undefined, by key. */
function sorted(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
