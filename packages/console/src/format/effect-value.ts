import type { ExperimentEffect } from '@cusp/engine/contract';
import { decimal, share } from './number.js';

type Kind = ExperimentEffect['kind'];

/** With its sign, by the figures that are told; what rounds to nothing has none. */
function signed(value: number, text: string): string {
  if (!/[1-9]/.test(text)) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** A metric's figure in an arm: a share in per cent, else a number. */
export function figureText(kind: Kind, value: number): string {
  return kind === 'proportion' ? share(value) : decimal(value);
}

/** An effect in the metric's own terms: percentage points for a share, else a number. */
export function effectText(kind: Kind, value: number): string {
  if (kind !== 'proportion') return signed(value, decimal(Math.abs(value)));
  const points = Math.abs(value * 100);
  return `${signed(value, points.toFixed(points < 1 ? 2 : 1))} pt`;
}

/** An effect as a share of the control's figure. */
export function relativeText(value: number): string {
  const percent = Math.abs(value * 100);
  return `${signed(value, percent.toFixed(percent < 10 ? 1 : 0))} %`;
}
