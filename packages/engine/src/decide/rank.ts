import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { PublishedDefinition } from '../vocabulary/definition.js';

/** What decides which campaign has its turn first. */
export interface Rank {
  readonly name: string;
  readonly priority: number;
  readonly value: number;
}

/** Whether a campaign competes with others by its own words. A priority and a value of 0 are as none. */
export function competes({ priority = 0, value = 0 }: CampaignDefinition): boolean {
  return priority !== 0 || value !== 0;
}

/** A campaign's rank. */
export function rankOf({ name, priority = 0, value = 0 }: CampaignDefinition): Rank {
  return { name, priority, value };
}

/** Whether one ranks higher: by priority, then value, then name. */
export function isBefore(left: Rank, right: Rank): boolean {
  if (left.priority !== right.priority) return left.priority > right.priority;
  if (left.value !== right.value) return left.value > right.value;
  return left.name < right.name;
}

/** The campaigns in the order in which they have their turn. */
export function ranked(campaigns: readonly PublishedDefinition<CampaignDefinition>[]): readonly PublishedDefinition<CampaignDefinition>[] {
  return [...campaigns].sort((left, right) => (isBefore(rankOf(left.definition), rankOf(right.definition)) ? -1 : 1));
}
