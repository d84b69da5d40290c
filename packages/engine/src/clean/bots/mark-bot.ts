import type { BotMark } from '../../vocabulary/bot-mark.js';
import { type CustomerEvent, primaryIdentifier } from '../../vocabulary/event.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { FloodLimit } from '../policy.js';
import type { FloodWatch } from './flood-watch.js';

/** Whether an event lies beyond what a person can do in its time. Counts it. */
export function floodMark(event: CustomerEvent, floods: FloodWatch, limit: FloodLimit): BotMark | undefined {
  const { source, messageId, timestamp } = event;
  const identifier = formatIdentifier(primaryIdentifier(event));
  return floods.isFlood({ source, identifier, messageId, timestamp }, limit) ? FLOOD : undefined;
}

const FLOOD: BotMark = { kind: 'flood' };
