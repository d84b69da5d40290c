import type { JsonObject } from '../vocabulary/json.js';
import { Fault } from './fault.js';
import { isSoundText } from './sound-text.js';

/** Characters that a messageId may have. */
export const MAX_MESSAGE_ID = 100;

/** The item's own id; a new one when it brings none. */
export function messageIdOf(item: JsonObject, newMessageId: () => string): string | Fault {
  const given = item.messageId;
  if (given === undefined || given === null || given === '') return newMessageId();
  if (typeof given !== 'string') return new Fault('invalid_message_id', 'messageId', 'is no text');
  if (given.length > MAX_MESSAGE_ID) {
    return new Fault('invalid_message_id', 'messageId', `${given.length} characters; at most ${MAX_MESSAGE_ID}`);
  }
  return isSoundText(given) ? given : new Fault('invalid_message_id', 'messageId', 'holds NUL or half a character');
}
