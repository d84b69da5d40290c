import { Type } from 'typebox';
import { NO_ROW } from '../../timeline/event-rows.js';
import { isPerformed } from '../../timeline/named-events.js';
import type { Timeline } from '../../timeline/timeline.js';
import { EVERYTHING, type Where } from '../../timeline/where.js';
import { durationInWords, type Milliseconds } from '../../vocabulary/instant.js';
import { explainedEvent } from '../explained-event.js';
import { DurationSchema } from '../schemas.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';

/**
 * `silent: 10m`: the customer has done nothing, whatever it is called, in the time before *now*. What happens at *now* itself breaks no silence: as the guard of a step it asks
 * for a pause before the step's event.
 */
export const silent: ConditionKind = {
  key: 'silent',
  schema: () =>
    Type.Object(
      { silent: DurationSchema },
      {
        additionalProperties: false,
        title: 'Has been silent',
        description: 'The customer has done nothing for so long; on a step: before its event',
      },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['silent']);
    compilation.text(spec, pointer, 'silent');
    const length = compilation.duration(spec, pointer, 'silent') ?? 1;
    return new Silent(length, durationInWords(typeof spec.silent === 'string' ? spec.silent : ''));
  },
};

const ANY_EVENT: readonly Where[] = [EVERYTHING];

class Silent implements Condition {
  readonly kind = 'silent';
  /** Any event breaks a silence. */
  readonly names = [];
  readonly needs = null;
  readonly timed = true;
  readonly words: string;
  readonly negatedWords: string;
  readonly #length: Milliseconds;

  constructor(length: Milliseconds, lengthInWords: string) {
    this.words = `has done nothing for ${lengthInWords}`;
    this.negatedWords = `has done something within ${lengthInWords}`;
    this.#length = length;
  }

  filtersOf(): readonly Where[] {
    return ANY_EVENT;
  }

  holds(timeline: Timeline): boolean {
    const row = this.#last(timeline);
    if (row === NO_ROW) return true;
    const ends = timeline.rows.timestamp(row) + this.#length;
    if (ends <= timeline.now) return true;
    timeline.changesAt(ends);
    return false;
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const row = this.#last(timeline);
      const events = row === NO_ROW ? [] : [explainedEvent(timeline, row)];
      return { holds: this.holds(timeline), value: {}, events };
    });
  }

  /** The newest event before now. One at this very instant counts from the next millisecond on. */
  #last(timeline: Timeline): number {
    const { rows, timelines, now } = timeline;
    const isOne = (at: number): boolean => isPerformed(timelines.names.textOf(rows.name(at)));
    let row = timeline.newest();
    for (; row !== NO_ROW && rows.timestamp(row) === now; row = rows.previous(row)) if (isOne(row)) timeline.changesAt(now + 1);
    while (row !== NO_ROW && !isOne(row)) row = rows.previous(row);
    return row;
  }
}
