import type { Clock, MachineTime } from '../../runtime/clock.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { formatInstant, lengthInWords, type Milliseconds } from '../../vocabulary/instant.js';
import type { CampaignDesk } from './campaign-desk.js';

/** How often it is looked. */
const EVERY: Milliseconds = 30_000;
/** A jump of more than this, between two looks, holds acting. */
const MOST: Milliseconds = 5 * 60_000;

export interface ClockWatchInput {
  readonly machineTime: MachineTime;
  readonly clock: Clock;
  /** Puts all acting on hold, once that is on disk. */
  readonly hold: (reason: string) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Holds acting when the machine's wall clock jumps: then what is fresh, quiet hours and caps cannot be trusted until somebody has looked. The
 * machine's monotonic time says how far it should have gone; while a machine is suspended that stands still, so that waking up is a jump too.
 */
export class ClockWatch {
  readonly #input: ClockWatchInput;
  #ahead = 0;
  #cancel: () => void = () => undefined;

  constructor(input: ClockWatchInput) {
    this.#input = input;
  }

  /** Begins to look. */
  start(): void {
    this.#ahead = this.#wallAhead();
    this.#arm();
  }

  stop(): void {
    this.#cancel();
  }

  /** Looks now. Resolves when acting is on hold, if it has to be. A hold that could not be written is tried again at the next look. */
  async look(): Promise<void> {
    const { machineTime, hold, onFault } = this.#input;
    const ahead = this.#wallAhead();
    const jump = ahead - this.#ahead;
    if (Math.abs(jump) <= MOST) {
      // A clock that is corrected little by little does not jump.
      this.#ahead = ahead;
      return;
    }
    const way = jump > 0 ? 'forward' : 'back';
    const reason = `the machine's clock went ${way} by ${lengthInWords(Math.abs(jump))}, to ${formatInstant(Math.floor(machineTime.wall()))}`;
    onFault(new CuspError(ERRORS.clockJumped, reason));
    try {
      await hold(reason);
      this.#ahead = ahead;
    } catch (error) {
      onFault(error);
    }
  }

  #arm(): void {
    const { clock } = this.#input;
    this.#cancel = clock.wakeAt(clock.now() + EVERY, () => {
      void this.look();
      this.#arm();
    });
  }

  #wallAhead(): Milliseconds {
    const { machineTime } = this.#input;
    return machineTime.wall() - machineTime.monotonic();
  }
}

/** Looks out for jumps of the machine's time; undefined where time is not the machine's. */
export function watchOf(
  { machineTime, onFault = () => undefined }: { readonly machineTime?: MachineTime; readonly onFault?: ClockWatchInput['onFault'] },
  clock: Clock,
  campaigns: Pick<CampaignDesk, 'act'>,
): ClockWatch | undefined {
  if (machineTime === undefined) return undefined;
  const hold = async (reason: string): Promise<void> =>
    void (await campaigns.act({ campaign: null, action: 'pause', by: 'engine', reason }));
  return new ClockWatch({ machineTime, clock, hold, onFault });
}
