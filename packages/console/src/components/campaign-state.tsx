import type { CampaignItem } from '@cusp/engine/contract';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';
import { plainName } from '../format/value.js';
import { Badge, type Tone } from './badge.js';

const TONES: Record<CampaignItem['state'], Tone> = { running: 'good', paused: 'moment', stopped: 'bad', awaitingApproval: 'accent' };

/** Whether a campaign acts. */
export function CampaignStateBadge({ state, held }: Pick<CampaignItem, 'state' | 'held'>) {
  return <Badge tone={TONES[state]}>{held && state === 'paused' ? texts.pausedWithAll : texts.state[state]}</Badge>;
}

/** What sets a campaign off, in words. */
export function triggerWords(trigger: CampaignItem['trigger']): string {
  const { entered, moment } = trigger;
  if (typeof entered === 'string') return texts.entered(plainName(entered));
  return typeof moment === 'string' ? texts.moment(plainName(moment)) : '';
}
