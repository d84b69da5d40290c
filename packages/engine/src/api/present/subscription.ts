import type { SubscriptionStatus } from '../../vocabulary/subscription.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { SubscriptionList } from '../contract.js';
import { instantOrNull } from './instants.js';

/** How a subscription does, as the API says it. */
export function presentSubscription({ lastToldAt, failure, ...rest }: SubscriptionStatus): SubscriptionList['subscriptions'][number] {
  return {
    ...rest,
    lastToldAt: instantOrNull(lastToldAt),
    failure: failure === null ? null : { ...failure, since: formatInstant(failure.since), nextTryAt: instantOrNull(failure.nextTryAt) },
  };
}
