import type { FeaturesAnswer as Features } from '../../engine/insight/ask-features.js';
import type { HelpAnswer as Help } from '../../engine/insight/ask-help.js';
import type { SearchesAnswer as Searches } from '../../engine/insight/ask-searches.js';
import type { InsightTold } from '../../engine/insight/asked.js';
import type { ToldPlace } from '../../engine/insight/read-events.js';
import type { Comparison, RateAnswer } from '../../insight/feature-comparison.js';
import type { Followed as FollowedThen } from '../../insight/followed.js';
import type { Difference, Interval } from '../../insight/rates.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { FeaturesAnswer, Followed, HelpAnswer, InsightFeature, SearchesAnswer } from '../insight-contract.js';
import { instantOrNull } from './instants.js';

/** What customers search for and do not find. */
export function presentSearches({ terms, ...answer }: Searches): SearchesAnswer {
  return {
    ...answer,
    ...told(answer),
    terms: terms.map((term) => ({
      ...term,
      spellings: [...term.spellings],
      instead: [...term.instead],
      endings: { ...term.endings },
      interval: both(term.interval),
      bought: followed(term.bought),
      ticket: followed(term.ticket),
      lostValue: term.lostValue === null ? null : { estimate: term.lostValue.estimate, interval: both(term.lostValue.interval) },
      examples: places(term.examples),
    })),
  };
}

/** What buyers look for after their purchase. */
export function presentHelp({ topics, ...answer }: Help): HelpAnswer {
  return {
    ...answer,
    ...told(answer),
    topics: topics.map(({ after, ...topic }) => ({
      ...topic,
      interval: both(topic.interval),
      afterMs: after,
      returned: followed(topic.returned),
      ticket: followed(topic.ticket),
      lowRating: followed(topic.lowRating),
      examples: places(topic.examples),
    })),
  };
}

/** Which features frustrate, or delight. */
export function presentFeatures({ features, since, until, ...answer }: Features): FeaturesAnswer {
  return {
    ...answer,
    ...told(answer),
    moments: [...answer.moments],
    filling: [...answer.filling],
    since: instantOrNull(since),
    until: instantOrNull(until),
    features: features.map((feature) => ({
      ...feature,
      interval: both(feature.interval),
      ofDays: { ...feature.ofDays, interval: both(feature.ofDays.interval) },
      moments: [...feature.moments],
      followed: followed(feature.followed),
      comparison: feature.comparison === null ? null : compared(feature.comparison),
      examples: places(feature.examples),
    })),
  };
}

function told({ unknownEvents, to, asOf }: InsightTold): Pick<SearchesAnswer, 'unknownEvents' | 'to' | 'asOf'> {
  return { unknownEvents: [...unknownEvents], to: formatInstant(to), asOf: formatInstant(asOf) };
}

function compared({ kind, reference, own, difference: found, word }: Comparison): InsightFeature['comparison'] {
  return { kind, reference: side(reference), own: side(own), difference: difference(found), word };
}

function side({ share, interval, customers }: RateAnswer): { share: number; interval: [number, number]; customers: number } {
  return { share, interval: both(interval), customers };
}

function followed({ interval, difference: found, ...figures }: FollowedThen): Followed {
  return { ...figures, interval: both(interval), difference: found === null ? null : difference(found) };
}

function difference({ estimate, interval }: Difference): { estimate: number; interval: [number, number] } {
  return { estimate, interval: both(interval) };
}

function both([low, high]: Interval): [number, number] {
  return [low, high];
}

function places(examples: readonly ToldPlace[]): { customerId: string; at: string }[] {
  return examples.map(({ customerId, at }) => ({ customerId, at: formatInstant(at) }));
}
