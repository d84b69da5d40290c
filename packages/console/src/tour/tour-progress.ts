import type { Customer, StreamMessage } from '@cusp/engine/contract';
import type { Diary } from './diary.js';

/** The steps of the tour, in their order. */
export const STEPS = ['looked', 'moment', 'offer', 'refused', 'ended', 'joined', 'parted', 'asked', 'adopted', 'proof'] as const;
export type Step = (typeof STEPS)[number];

/** The visitor and whoever holds the card of the tour, as far as the engine knows them. */
export interface TourCustomers {
  readonly visitor: Pick<Customer, 'customerId'> | undefined;
  readonly holder: Pick<Customer, 'customerId'> | undefined;
}

/** What the visitor's diary shows to have happened. `moment`: the one that the tour is about. */
export function stepsOfDiary({ entries }: Diary, moment: string): Step[] {
  const is: Readonly<Partial<Record<Step, boolean>>> = {
    looked: entries.some((entry) => entry.kind === 'event' && entry.seen !== undefined),
    moment: entries.some((entry) => entry.kind === 'moment' && entry.moment.name === moment),
    offer: entries.some((entry) => entry.kind === 'decision' && entry.decision.outcome === 'send'),
    refused: entries.some((entry) => entry.kind === 'decision' && entry.decision.reason === 'consent_denied'),
    ended: entries.some((entry) => entry.kind === 'segment' && !entry.change.entered && entry.change.cause === 'time'),
  };
  return STEPS.filter((step) => is[step] === true);
}

/** What the two customers show: one, or two again after they had been one. */
export function stepsOfCustomers({ visitor, holder }: TourCustomers, done: ReadonlySet<Step>): Step[] {
  if (visitor === undefined || holder === undefined) return [];
  if (visitor.customerId === holder.customerId) return ['joined'];
  return done.has('joined') ? ['parted'] : [];
}

/** What an address of the console that was opened shows. `campaign`: the one that the tour is about. */
export function stepsOfAddress(pathname: string, search: Readonly<Record<string, unknown>>, campaign: string): Step[] {
  if (pathname === '/discover' && typeof search['run'] === 'string') return ['asked'];
  return pathname === `/campaigns/${campaign}` ? ['proof'] : [];
}

/** What a message of the stream shows: after something was asked for, a moment went live. */
export function stepsOfMessage(message: StreamMessage, done: ReadonlySet<Step>): Step[] {
  if (message.type !== 'publication' || message.value.status !== 'live' || !done.has('asked')) return [];
  return message.value.changes.some(({ kind }) => kind === 'moment') ? ['adopted'] : [];
}

/** The steps that were seen in this tab. */
export interface TourProgress {
  readonly done: () => ReadonlySet<Step>;
  readonly note: (steps: readonly Step[]) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Where steps outlive a reload of the page. */
export interface KeptSteps {
  /** What was written last; null: nothing. */
  readonly read: () => string | null;
  readonly write: (text: string) => void;
}

/** @param kept what is in it and is no step of the tour is left out */
export function createTourProgress(kept: KeptSteps): TourProgress {
  let done: ReadonlySet<Step> = new Set(stepsIn(kept.read()));
  const listeners = new Set<() => void>();
  return {
    done: () => done,
    note: (steps) => {
      if (steps.every((step) => done.has(step))) return;
      done = new Set([...done, ...steps]);
      kept.write([...done].join(' '));
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function stepsIn(text: string | null): Step[] {
  const words = new Set<string>(text?.split(' '));
  return STEPS.filter((step) => words.has(step));
}
