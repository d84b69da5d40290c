import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';

/** One message as a car publishes it: `cars/{car}/menu/opened`, and what it says as JSON. */
export interface CarMessage {
  readonly topic: string;
  readonly payload: JsonObject;
}

/** What happened on a drive, known to nobody but the one who made it up. */
export interface DriveTruth {
  /** A menu opened and left twice, with nothing chosen. */
  gaveUp: number;
  /** A wish rejected three times. */
  retried: number;
  /** A menu left, and the thing found by voice within a minute. */
  foundByVoice: number;
  /** Two stars or fewer at the end. */
  unhappy: boolean;
  readonly km: number;
}

export interface Drive {
  readonly messages: readonly CarMessage[];
  readonly truth: DriveTruth;
}

export interface DriveOptions {
  readonly car: string;
  readonly driver: string;
  readonly start: Instant;
  /** What every message says beside the rest, such as the car's model and software. */
  readonly says?: JsonObject;
  /** How likely a menu is given up whenever it is opened; absent: as likely for all. */
  readonly trouble?: (menu: string) => number;
}

/** The menus of a car. */
export const MENUS = ['Climate', 'Radio', 'Navigation', 'Seats'] as const;
const WISHES = ['call home', 'warmer', 'nearest charger', 'play jazz'] as const;
const SECOND: Milliseconds = 1_000;
const MINUTE: Milliseconds = 60 * SECOND;

/** Makes up a drive: the same randomness gives the same drive. What happens on it lies far enough apart not to be taken for one thing. */
export function drive(random: Random, options: DriveOptions): Drive {
  const made = new DriveInTheMaking(random, options);
  const scenes = random.integer(3, 8);
  for (let scene = 0; scene < scenes; scene++) made.scene();
  return made.end();
}

class DriveInTheMaking {
  readonly #random: Random;
  readonly #options: DriveOptions;
  readonly #messages: CarMessage[] = [];
  readonly #truth: DriveTruth;
  #now: Instant;

  constructor(random: Random, options: DriveOptions) {
    this.#random = random;
    this.#options = options;
    this.#now = options.start;
    this.#truth = { gaveUp: 0, retried: 0, foundByVoice: 0, unhappy: false, km: Math.round(random.between(30, 1_800)) / 10 };
    this.#say('drive/started', {});
  }

  scene(): void {
    this.#now += this.#random.integer(6, 9) * MINUTE;
    const choice = this.#random.next();
    if (choice < 0.6) this.#usesMenu(choice < 0.35);
    else if (choice < 0.75) this.#asks();
    else if (choice < 0.9) this.#asksInVain();
    else this.#findsByVoice();
  }

  end(): Drive {
    this.#now += 10 * MINUTE;
    this.#say('drive/ended', { km: this.#truth.km });
    const trouble = this.#truth.gaveUp + this.#truth.retried;
    if (this.#random.chance(trouble > 0 ? 0.8 : 0.3)) {
      const rating = trouble > 0 ? this.#random.integer(1, 3) : this.#random.integer(4, 5);
      this.#truth.unhappy = rating <= 2;
      this.#say('feedback/given', { rating, text: rating <= 2 ? 'It does not understand me' : 'Fine' });
    }
    return { messages: this.#messages, truth: this.#truth };
  }

  #usesMenu(finds: boolean): void {
    const { trouble } = this.#options;
    const menu = this.#random.pick(MENUS);
    if (trouble === undefined ? finds : !this.#random.chance(trouble(menu))) this.#chooses(menu);
    else this.#givesUp(menu);
  }

  #chooses(menu: string): void {
    this.#say('menu/opened', { menu });
    this.#say('menu/chosen', { menu, item: `${menu} ${this.#random.integer(1, 5)}` });
  }

  #givesUp(menu: string): void {
    for (let time = 0; time < 2; time++) {
      this.#say('menu/opened', { menu });
      this.#say('menu/left', { menu });
    }
    this.#truth.gaveUp++;
  }

  #asks(): void {
    this.#say('voice/understood', { wish: this.#random.pick(WISHES) });
  }

  #asksInVain(): void {
    const wish = this.#random.pick(WISHES);
    for (let time = 0; time < 3; time++) this.#say('voice/rejected', { wish });
    this.#truth.retried++;
  }

  #findsByVoice(): void {
    this.#say('menu/opened', { menu: 'Radio' });
    this.#say('menu/left', { menu: 'Radio' });
    this.#say('voice/understood', { wish: 'play jazz' });
    this.#truth.foundByVoice++;
  }

  #say(what: string, fields: JsonObject): void {
    const { car, driver, says } = this.#options;
    this.#now += this.#random.integer(2, 15) * SECOND;
    const id = `${car}-${this.#now}-${this.#messages.length}`;
    this.#messages.push({ topic: `cars/${car}/${what}`, payload: { id, at: formatInstant(this.#now), driver, ...says, ...fields } });
  }
}
