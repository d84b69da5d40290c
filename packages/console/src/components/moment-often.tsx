import type { MomentSummary } from '@cusp/engine/contract';
import { count } from '../format/number.js';
import { momentTexts as texts } from '../texts/moments-en.js';

/** How often a moment happened lately. */
export function MomentOften({ of }: { of: MomentSummary | undefined }) {
  const figures = [
    [texts.often.day, of?.lastDay],
    [texts.often.week, of?.lastWeek],
    [texts.often.month, of?.lastMonth],
  ] as const;
  return (
    <dl className="often">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === undefined ? '…' : count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
