import type { Instant } from '../../vocabulary/instant.js';
import type { Random } from '../random.js';
import { vigourAt } from './customer-truth.js';
import { type HowToPart, storyAround } from './how-to.js';
import { BUSIEST, busynessAt, DAY, type WorldOptions } from './options.js';
import { COUNTRIES, VISITS_BY_HOUR, VISITS_BY_WEEKDAY } from './people.js';
import type { Roster } from './roster.js';

/**
 * Why a customer comes: as usual, or for the one time that they open their account or take their consent back.
 * A letter is the shop's doing; they may come because of it.
 */
export type VisitReason = 'usual' | 'registers' | 'withdraws' | 'letter' | HowToPart;

/** One visit that is going to take place. */
export interface PlannedVisit {
  readonly at: Instant;
  readonly customer: number;
  readonly reason: VisitReason;
  /** Names the visit within its customer: the same whichever part of the world is made. */
  readonly id: string;
  readonly day: number;
  /** The place among the day's candidates; seeds the visit. */
  readonly candidate: number;
}

/** Candidate places of the visits that are planned by instant instead of drawn. */
const REGISTRATION = 0xffff_0001;
const WITHDRAWAL = 0xffff_0002;
const LETTER = 0xffff_0003;
const STORY_PARTS = { 'howto-order': 0xffff_0006, 'howto-help': 0xffff_0007, 'howto-ticket': 0xffff_0008 } as const;

/** The weekday (UTC, Sunday is 0) on which the shop writes to its customers, and the hour of their morning. */
const LETTER_WEEKDAY = 2;
const LETTER_HOUR = 9;

/** The visits that begin on day `day` of the world, in time order. Depends on nothing that happened before. */
export function planDay(random: Random, roster: Roster, options: WorldOptions, day: number): PlannedVisit[] {
  const visits: PlannedVisit[] = [];
  const from = options.start + day * DAY;
  const usual = (VISITS_BY_WEEKDAY[new Date(from).getUTCDay()] as number) * (BUSIEST / 7);
  const count = roster.countBy(day);
  for (let place = 0; place < count; place++) {
    const customer = roster.numberAt(place);
    const hoursAhead = COUNTRIES[roster.at(place, 'home')]?.offsetHours ?? 0;
    if (new Date(from).getUTCDay() === LETTER_WEEKDAY) {
      addLetter(visits, random.forkAt(customer, day, LETTER), {
        customer,
        day,
        hoursAhead,
        registersAt: roster.at(place, 'registersAt'),
        from,
      });
    }
    const leavesAt = roster.at(place, 'leavesAt');
    if (options.howTo !== undefined)
      addStory(visits, random, options.start, {
        customer,
        day,
        registersAt: roster.at(place, 'registersAt'),
        leavesAt,
        chance: options.howTo.chance,
      });
    if (leavesAt <= from) continue;
    const mean = usual * roster.at(place, 'weeklyVisits') * vigourAt(roster.at(place, 'fadesFrom'), from + DAY / 2);
    const present = { from: Math.max(from, roster.at(place, 'joinedAt')), to: Math.min(from + DAY, leavesAt) };
    drawUsualVisits(visits, random.forkAt(customer, day), { customer, day, mean, hoursAhead, dayStart: from, present }, options);
    addAppointments(visits, roster, place, { customer, day, from: present.from, to: present.to });
  }
  return visits.sort((left, right) => left.at - right.at || left.customer - right.customer || left.candidate - right.candidate);
}

interface UsualDay {
  readonly customer: number;
  readonly day: number;
  /** Visits on this day, if it were as busy as can be. */
  readonly mean: number;
  /** Local time minus UTC. */
  readonly hoursAhead: number;
  readonly dayStart: Instant;
  readonly present: { readonly from: Instant; readonly to: Instant };
}

function drawUsualVisits(visits: PlannedVisit[], random: Random, usual: UsualDay, options: WorldOptions): void {
  const { customer, day, dayStart, present } = usual;
  const candidates = random.poisson(usual.mean);
  for (let candidate = 0; candidate < candidates; candidate++) {
    const hour = hourOfVisit(random, usual.hoursAhead);
    const at = dayStart + Math.floor((hour + random.next()) * 3_600_000);
    const wanted = random.next() * BUSIEST < busynessAt(options.busy ?? [], at);
    if (!wanted || at < present.from || at >= present.to) continue;
    visits.push({ at, customer, reason: 'usual', id: `${customer}-${day}-${candidate}`, day, candidate });
  }
}

const HIGHEST_HOUR = Math.max(...VISITS_BY_HOUR);

/** Draws the hour (UTC) by rejection. */
function hourOfVisit(random: Random, hoursAhead: number): number {
  for (;;) {
    const hour = Math.floor(random.next() * 24);
    if (random.next() * HIGHEST_HOUR < (VISITS_BY_HOUR[(hour + hoursAhead + 24) % 24] as number)) return hour;
  }
}

function addAppointments(
  visits: PlannedVisit[],
  roster: Roster,
  place: number,
  on: { readonly customer: number; readonly day: number; readonly from: Instant; readonly to: Instant },
): void {
  const { customer, day, from, to } = on;
  const registersAt = roster.at(place, 'registersAt');
  if (registersAt >= from && registersAt < to) {
    visits.push({ at: registersAt, customer, reason: 'registers', id: `${customer}-registers`, day, candidate: REGISTRATION });
  }
  const withdrawsAt = roster.at(place, 'withdrawsAt');
  if (withdrawsAt >= from && withdrawsAt < to) {
    visits.push({ at: withdrawsAt, customer, reason: 'withdraws', id: `${customer}-withdraws`, day, candidate: WITHDRAWAL });
  }
}

/** The shop does not know who has left: it writes to everybody with an account. Whether they agreed to it is known to the letter. */
function addLetter(
  visits: PlannedVisit[],
  random: Random,
  to: {
    readonly customer: number;
    readonly day: number;
    readonly hoursAhead: number;
    readonly registersAt: Instant;
    readonly from: Instant;
  },
): void {
  const { customer, day } = to;
  const at = to.from + Math.floor((((LETTER_HOUR - to.hoursAhead + 24) % 24) + random.next() / 2) * 3_600_000);
  if (at < to.registersAt) return;
  visits.push({ at, customer, reason: 'letter', id: `${customer}-letter-${day}`, day, candidate: LETTER });
}

/** The parts of a customer's story that fall on the day. Only who has an account has one: the shop knows whose order it was. */
function addStory(
  visits: PlannedVisit[],
  random: Random,
  start: Instant,
  of: {
    readonly customer: number;
    readonly day: number;
    readonly registersAt: Instant;
    readonly leavesAt: Instant;
    readonly chance: number | undefined;
  },
): void {
  const { customer, day, registersAt, leavesAt, chance } = of;
  const story = storyAround(random, start, customer, day, chance);
  if (story === undefined || story.orderAt < registersAt || story.ticketAt >= leavesAt) return;
  const from = start + day * DAY;
  const add = (reason: HowToPart, at: Instant): void => {
    if (at < from || at >= from + DAY) return;
    visits.push({ at, customer, reason, id: `${customer}-${reason}-${story.name}`, day, candidate: STORY_PARTS[reason] });
  };
  add('howto-order', story.orderAt);
  if (story.helpAt === null) return;
  add('howto-help', story.helpAt);
  add('howto-ticket', story.ticketAt);
}
