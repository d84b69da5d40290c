import { createHash } from 'node:crypto';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import type { SurgeStretch } from '../vocabulary/surge.js';

/** What gives everybody in a segment their turn at once. */
export interface Turn {
  readonly campaign: string;
  readonly segment: string;
  /** The time of the schedule, or when somebody was told of the surge. */
  readonly at: Instant;
  /** Absent: a time of the campaign's schedule has come. */
  readonly surge?: Pick<SurgeStretch, 'surgeId' | 'name' | 'value' | 'direction' | 'ratio'>;
}

/** One customer's turn. */
export interface ScheduledTurn extends Turn {
  readonly occurrenceId: string;
  readonly identifier: Identifier;
  /** When the engine came to it. */
  readonly observedAt: Instant;
}

/** A customer's turn. The id is derived, so that another try after a crash comes to it again; one surge gives one turn, however often it is told. */
export function scheduledTurn(turn: Turn, identifier: Identifier, observedAt: Instant): ScheduledTurn {
  const digest = createHash('sha256')
    .update(JSON.stringify([turn.campaign, turn.surge?.surgeId ?? turn.at, formatIdentifier(identifier)]))
    .digest('hex');
  return { ...turn, occurrenceId: `t_${digest.slice(0, 32)}`, identifier, observedAt };
}

/** What a decision says of the turn that it was taken for. */
export function causeOfTurn({ occurrenceId, segment, at, surge }: ScheduledTurn) {
  if (surge === undefined) return { kind: 'schedule', occurrenceId, segment, at } as const;
  const { surgeId, name, value, direction, ratio } = surge;
  return { kind: 'surge', occurrenceId, surgeId, surge: name, value, direction, ratio, segment, at } as const;
}
