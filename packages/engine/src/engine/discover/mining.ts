import { crossScreened, sharesOf } from '../../discover/discover.js';
import type { EventColumns } from '../../discover/event-columns.js';
import type { Discovery, DiscoveryQuestion } from '../../discover/finding.js';
import { columnsOfWay, OwnScreening } from '../../discover/screening.js';
import type { MomentDefinition } from '../../vocabulary/definition.js';
import { Turns } from '../turns.js';

/** What is looked through, and how. */
export interface MiningTask {
  /** Its arrays are looked at while the engine goes on, and are changed by nobody. */
  readonly columns: EventColumns;
  readonly question: DiscoveryQuestion;
  /** Gives it up. */
  readonly signal: AbortSignal;
  /** Is told how much of it is done, from 0 to 1. */
  readonly onShare: (share: number) => void;
  /** The events at which a moment is complete as it would fire, of the customers on whom one of the two ways confirms; in ascending order. Absent: as the columns alone tell. */
  readonly completionsOf?: (definition: MomentDefinition, way: 0 | 1) => Promise<Int32Array>;
}

/** What has been found, and what it took. */
export interface MiningAnswer {
  readonly discovery: Discovery;
  /** What the threads that looked needed at their largest, beside the columns; null where it was nobody's but the engine's own. */
  readonly memoryBytes: number | null;
}

/** Looks through columns, wherever that is done. Rejects when it is given up, or with what went wrong. */
export type Mining = (task: MiningTask) => Promise<MiningAnswer>;

/** Mines in the caller's own thread, in turns that leave room for others. */
export const mineInTurns: Mining = async ({ columns, question, signal, onShare, completionsOf }) => {
  const turns = new Turns(signal);
  const shares = sharesOf(onShare);
  const breathe = async (): Promise<void> => {
    if (turns.isOver) await turns.next();
  };
  const discovery = await crossScreened(
    columns,
    question,
    (way) =>
      new OwnScreening(columnsOfWay(columns, way), question, {
        ...{ breathe, onShare: shares(way) },
        ...(completionsOf && { completionsOf: (definition: MomentDefinition) => completionsOf(definition, way) }),
      }),
  );
  return { discovery, memoryBytes: null };
};
