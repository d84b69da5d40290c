/** What is asked and answered about experiments. */
import type { Analysis, AnalysedEffect } from './experiment/analyse.js';
import type { Interval, MetricKind, Method } from './experiment/effect.js';
import type { Sizing } from './experiment/power.js';
import type { ExperimentDefinition } from './vocabulary/experiment.js';
import type { Instant, Milliseconds } from './vocabulary/instant.js';

/** An experiment in force. */
export interface ExperimentAnswer {
  readonly name: string;
  readonly title: string | null;
  readonly version: number;
  readonly status: 'draft' | 'running' | 'stopped';
  readonly flag: string;
  readonly control: string;
  readonly variants: readonly { readonly name: string; readonly share: number }[];
  readonly metrics: readonly { readonly name: string; readonly kind: MetricKind; readonly words: string; readonly within: Milliseconds }[];
  readonly definition: ExperimentDefinition;
}

/** Which results are asked for. */
export interface ExperimentResultsRequest {
  readonly experiment: string;
  /** `sequential` (default) holds however often it is looked at; `fixed` for one look at a time that was set before. */
  readonly method?: Method;
  /** The error rate; default 0.05. */
  readonly alpha?: number;
}

/** Whether something that must not get worse has. */
export interface GuardrailAnswer {
  readonly metric: string;
  readonly arm: string;
  readonly worse: 'higher' | 'lower';
  /** So much harm is put up with, as a share of the control's figure. */
  readonly margin: number;
  readonly relative: number | null;
  readonly relativeInterval: Interval | null;
  /** `kept`: surely no more harm than the margin; `broken`: surely more; `open`: either may be; `mismatch`: nothing is to be believed. */
  readonly state: 'kept' | 'broken' | 'open' | 'not enough data' | 'mismatch';
}

/** An effect as it was known at an instant. */
export interface EffectThen extends Pick<AnalysedEffect, 'arm' | 'metric' | 'estimate' | 'interval' | 'relative' | 'relativeInterval'> {
  readonly at: Instant;
  /** Customers whose time was over then. */
  readonly n: number;
}

/** What an experiment shows. */
export interface ExperimentResultsAnswer extends Omit<Analysis, 'arms'> {
  readonly experiment: ExperimentAnswer;
  readonly asOf: Instant;
  /** Customers who saw a variant, by arm; `values` of those whose time is over. */
  readonly arms: Analysis['arms'];
  readonly exposed: number;
  /** By metric: customers whose time is not over. */
  readonly waiting: readonly { readonly metric: string; readonly customers: number }[];
  /** Customers who saw more than one variant: they count for the first. */
  readonly crossed: number;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly segments: readonly { readonly name: string; readonly inside: string; readonly outside: string }[];
  readonly guardrails: readonly GuardrailAnswer[];
  /** Effects of all over time, by arm and metric. */
  readonly series: readonly EffectThen[];
}

/** How large an effect is to be found, and how surely. */
export interface ExperimentPowerRequest {
  readonly experiment: string;
  /** Relative: 0.1 is a tenth more than today. */
  readonly effect: number;
  /** How surely it is to be found; default 0.8. */
  readonly power?: number;
  readonly alpha?: number;
  readonly method?: Method;
}

/** How many customers an experiment needs, and how long that takes, by what the audience did lately. */
export interface ExperimentPowerAnswer {
  readonly experiment: string;
  readonly effect: number;
  readonly method: Method;
  readonly alpha: number;
  readonly power: number;
  readonly asOf: Instant;
  /** Customers of the audience who did anything in the last days, and how many of them came anew each day. */
  readonly audience: { readonly days: number; readonly customers: number; readonly newPerDay: number };
  readonly metrics: readonly (Sizing & {
    readonly metric: string;
    readonly kind: MetricKind;
    /** The figure of today, and the spread of single customers around it. */
    readonly baseline: number | null;
    readonly deviation: number | null;
    /** Days until so many have come and their time is over; null when they never do. */
    readonly days: number | null;
  })[];
}
