import type { Happening } from '../../answers.js';
import { primaryIdentifier } from '../../vocabulary/event.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { StreamMessage } from '../contract.js';
import { presentCampaignAct } from './campaign-life.js';
import { presentAlert } from './quality.js';
import { presentDecision } from './decision.js';
import { presentPublication } from './definition.js';
import { presentDecision as presentIdentityDecision } from './identity.js';
import { presentMoment } from './moment.js';
import { presentSurge } from './surge.js';

/** What happened, as the stream says it. */
export function presentHappening(happening: Happening): StreamMessage {
  const { type, position } = happening;
  switch (type) {
    case 'event': {
      const { customerId, value } = happening;
      const { messageId, type: call, event, source, properties } = value;
      const identifier = formatIdentifier(primaryIdentifier(value));
      const times = { timestamp: formatInstant(value.timestamp), receivedAt: formatInstant(value.receivedAt) };
      return {
        type,
        position,
        value: { messageId, customerId, identifier, type: call, event, ...times, source, properties },
      };
    }
    case 'segment': {
      const { customerId, value } = happening;
      const { segment, version, entered, cause, because } = value;
      const identifier = formatIdentifier(value.identifier);
      const times = { at: formatInstant(value.at), observedAt: formatInstant(value.observedAt) };
      return {
        type,
        position,
        value: { segment, version, customerId, identifier, entered, ...times, cause, because: [...because] },
      };
    }
    case 'moment':
      return { type, position, value: presentMoment(happening.value) };
    case 'decision':
      return { type, position, value: presentDecision(happening.value) };
    case 'alert':
      return { type, position, value: presentAlert(happening.value) };
    case 'surge':
      return { type, position, value: presentSurge(happening.value) };
    case 'campaign':
      return { type, position, value: presentCampaignAct(happening.value) };
    case 'identity':
      return { type, position, value: { ...presentIdentityDecision(happening.value), customers: [...happening.customers] } };
    case 'publication':
      return { type, position, value: presentPublication(happening.value) };
  }
}
