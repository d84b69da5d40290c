import type { Happening } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { StreamMessage } from '../contract.js';
import { presentDecision } from './decision.js';
import { presentMoment } from './moment.js';

/** What happened, as the stream says it. */
export function presentHappening(happening: Happening): StreamMessage {
  const { type, position } = happening;
  switch (type) {
    case 'event': {
      const { customerId, value } = happening;
      const { messageId, type: call, event, source, properties } = value;
      const timestamp = formatInstant(value.timestamp);
      return {
        type,
        position,
        value: { messageId, customerId, type: call, event, timestamp, receivedAt: formatInstant(value.receivedAt), source, properties },
      };
    }
    case 'segment': {
      const { customerId, value } = happening;
      const { segment, version, entered, cause, because } = value;
      const at = formatInstant(value.at);
      return {
        type,
        position,
        value: { segment, version, customerId, entered, at, observedAt: formatInstant(value.observedAt), cause, because: [...because] },
      };
    }
    case 'moment':
      return { type, position, value: presentMoment(happening.value) };
    case 'decision':
      return { type, position, value: presentDecision(happening.value) };
  }
}
