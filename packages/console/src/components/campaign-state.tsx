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
  const { entered, moment, schedule, surge } = trigger;
  if (isSchedule(schedule)) return texts.schedule(plainName(schedule.segment), schedule.cron, schedule.timeZone ?? 'UTC');
  if (isSurge(surge)) return texts.surge(plainName(surge.segment), plainName(surge.name), surge.direction ?? 'either');
  if (typeof entered === 'string') return texts.entered(plainName(entered));
  return typeof moment === 'string' ? texts.moment(plainName(moment)) : '';
}

function isSurge(value: unknown): value is { readonly name: string; readonly direction?: 'rise' | 'fall'; readonly segment: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'segment' in value;
}

function isSchedule(value: unknown): value is { readonly cron: string; readonly timeZone?: string; readonly segment: string } {
  return typeof value === 'object' && value !== null && 'cron' in value && 'segment' in value;
}
