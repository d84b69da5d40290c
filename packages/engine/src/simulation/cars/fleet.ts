import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, type Milliseconds, parseInstant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import { type CarMessage, drive } from './drive.js';

const DAY: Milliseconds = 86_400_000;
/** How likely a menu is given up that no release has touched. */
const TROUBLE = 0.3;

/** What a release has done to one menu of one model: how likely it is given up from then on. */
export interface MenuChange {
  readonly menu: string;
  readonly model: string;
  readonly trouble: number;
}

/** Drivers whose cars get new software at an instant. */
export interface FleetOptions {
  readonly models: readonly string[];
  /** Drivers of each model. */
  readonly drivers: number;
  /** How many drives each has before the release, and after it. */
  readonly drives: number;
  readonly release: Instant;
  readonly changes: readonly MenuChange[];
}

/** The drives of a fleet, driver after driver: one a day, on the days before the release and on those after it. Some drivers are clumsier than others. */
export function* fleet(random: Random, { models, drivers, drives, release, changes }: FleetOptions): Generator<CarMessage> {
  for (const [place, model] of models.entries()) {
    for (let number = 0; number < drivers; number++) {
      const own = random.forkAt(place * drivers + number);
      const clumsy = own.between(0.5, 1.5);
      for (let day = -drives; day < drives; day++) {
        const isNew = day >= 0;
        const trouble = (menu: string): number => {
          const change = isNew ? changes.find((one) => one.menu === menu && one.model === model) : undefined;
          return Math.min(1, (change?.trouble ?? TROUBLE) * clumsy);
        };
        const says = { model, software: isNew ? '2.0' : '1.9' };
        const car = `${model.toLowerCase()}-${number}`;
        const start = release + day * DAY + own.integer(1, 20) * 3_600_000;
        yield* drive(own, { car, driver: `driver-${model}-${number}`, start, says, trouble }).messages;
      }
    }
  }
}

const NAMES: Readonly<Record<string, string>> = {
  'menu/opened': 'Menu Opened',
  'menu/chosen': 'Menu Item Chosen',
  'menu/left': 'Menu Left',
  'voice/understood': 'Voice Command Understood',
  'voice/rejected': 'Voice Command Rejected',
  'feedback/given': 'Feedback Received',
  'drive/started': 'Drive Started',
  'drive/ended': 'Drive Ended',
};

/** A car's message as the event that the connected car's source makes of it. */
export function asEvent({ topic, payload }: CarMessage): CustomerEvent {
  const [, car, ...what] = topic.split('/');
  const { id, at, driver, ...fields } = payload;
  const timestamp = parseInstant(String(at)) ?? 0;
  const properties: JsonObject = { channel: 'car', car: car ?? '', ...fields };
  return {
    messageId: String(id),
    type: 'track',
    event: NAMES[what.join('/')] ?? topic,
    userId: String(driver),
    anonymousId: null,
    previousId: null,
    groupId: null,
    timestamp,
    receivedAt: timestamp,
    source: 'cars',
    properties,
    context: {},
    traits: {},
  };
}
