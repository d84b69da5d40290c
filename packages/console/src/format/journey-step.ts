import { journeyTexts } from '../texts/journeys-en.js';
import { plainName } from './value.js';

/** A step of a journey as people read it. */
export function stepName(name: string): string {
  if (name.startsWith('moment:')) return journeyTexts.moment(plainName(name.slice('moment:'.length)));
  if (name.startsWith('channel:')) return journeyTexts.channel(plainName(name.slice('channel:'.length)));
  return name;
}
