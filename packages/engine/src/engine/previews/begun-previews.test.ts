import { describe, expect, it } from 'vitest';
import type { PreviewAnswer } from '../../answers.js';
import { BegunPreviews } from './begun-previews.js';

const EXACT: PreviewAnswer = { count: 7, total: 100, sample: [], words: 'w', asOf: 1, tookMs: 1 };
const ESTIMATE: PreviewAnswer = { ...EXACT, count: 9, estimate: { interval: [5, 12], asked: 10 } };

/** Real time that goes on when it is told to. */
class Timers {
  #now = 0;
  #waiting: { at: number; call: () => void }[] = [];

  readonly after = (time: number, call: () => void): (() => void) => {
    const timer = { at: this.#now + time, call };
    this.#waiting.push(timer);
    return () => (this.#waiting = this.#waiting.filter((other) => other !== timer));
  };

  async pass(time: number): Promise<void> {
    this.#now += time;
    const due = this.#waiting.filter(({ at }) => at <= this.#now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now);
    for (const { call } of due) call();
    await settled();
  }

  get waiting(): number {
    return this.#waiting.length;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A way to an answer that ends when it is told to, or is given up. */
class Way {
  signal: AbortSignal | undefined;
  onShare: (share: number) => void = () => undefined;
  resolve: (answer: PreviewAnswer) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;

  readonly go = (signal: AbortSignal, onShare?: (share: number) => void): Promise<PreviewAnswer> => {
    this.signal = signal;
    this.onShare = onShare ?? this.onShare;
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
}

function setUp() {
  const timers = new Timers();
  const previews = new BegunPreviews({ run: () => '1', after: timers.after });
  const exact = new Way();
  const estimate = new Way();
  const gone = new AbortController();
  const begin = () => previews.begin({ count: exact.go, estimate: estimate.go }, gone.signal);
  return { timers, previews, exact, estimate, gone, begin };
}

/** One that was answered with an estimate. */
async function estimated() {
  const all = setUp();
  const first = all.begin();
  all.estimate.resolve(ESTIMATE);
  await settled();
  all.exact.onShare(0.25);
  await all.timers.pass(1_000);
  const answer = await first;
  return { ...all, answer, previewId: answer.exact?.previewId ?? '' };
}

describe('a preview that has begun', () => {
  it('is the exact one alone, when that comes within a second', async () => {
    const { timers, exact, estimate, begin } = setUp();
    const first = begin();
    estimate.resolve(ESTIMATE);
    await settled();
    await timers.pass(999);
    exact.resolve(EXACT);
    expect(await first).toEqual(EXACT);
    expect(timers.waiting).toBe(0);
  });

  it('is an estimate as soon as that is there, when it took longer than a second itself', async () => {
    const { timers, exact, estimate, begin } = setUp();
    const first = begin();
    await timers.pass(5_000);
    expect(exact.signal).toBeUndefined();
    estimate.resolve(ESTIMATE);
    expect((await first).estimate).toEqual(ESTIMATE.estimate);
    expect(exact.signal?.aborted).toBe(false);
  });

  it('is an estimate after a second, marked as one, and then the exact one', async () => {
    const { previews, exact, answer, previewId } = await estimated();
    expect(answer).toEqual({ ...ESTIMATE, exact: { previewId, share: 0.25 } });
    expect(exact.signal?.aborted).toBe(false);
    exact.onShare(0.5);
    expect(previews.get(previewId)).toEqual({ ...ESTIMATE, exact: { previewId, share: 0.5 } });
    exact.resolve(EXACT);
    await settled();
    expect(previews.get(previewId)).toEqual(EXACT);
    expect(previews.get(previewId)).toEqual(EXACT);
  });

  it('is the exact one when everybody was in the sample: then nobody counts', async () => {
    const { timers, exact, estimate, begin } = setUp();
    const first = begin();
    estimate.resolve(EXACT);
    expect(await first).toEqual(EXACT);
    expect(exact.signal).toBeUndefined();
    expect(timers.waiting).toBe(0);
  });

  it('stops when whoever began it has gone before there was an answer', async () => {
    for (const isEstimated of [false, true]) {
      const { timers, exact, estimate, gone, begin } = setUp();
      const first = begin();
      if (isEstimated) estimate.resolve(ESTIMATE);
      await settled();
      gone.abort(new Error('gone'));
      await expect(first).rejects.toThrow('gone');
      expect((isEstimated ? exact : estimate).signal?.aborted).toBe(true);
      expect(timers.waiting).toBe(0);
    }
  });

  it('goes on when the connection that brought the estimate closes, and stops ten seconds after it was asked for last', async () => {
    const { timers, previews, exact, gone, previewId } = await estimated();
    gone.abort(new Error('closed'));
    expect(exact.signal?.aborted).toBe(false);
    await timers.pass(9_000);
    previews.get(previewId);
    await timers.pass(9_000);
    expect(exact.signal?.aborted).toBe(false);
    await timers.pass(1_000);
    expect(exact.signal?.aborted).toBe(true);
    expect(() => previews.get(previewId)).toThrow('begin it again');
    expect(timers.waiting).toBe(0);
  });

  it('says what kept it from being counted', async () => {
    const { previews, exact, previewId } = await estimated();
    exact.reject(new Error('broken'));
    await settled();
    expect(() => previews.get(previewId)).toThrow('broken');
    const { exact: early, begin, estimate } = setUp();
    const first = begin();
    estimate.resolve(ESTIMATE);
    await settled();
    early.reject(new Error('broken early'));
    await expect(first).rejects.toThrow('broken early');
    const { begin: beginOther, estimate: other } = setUp();
    const never = beginOther();
    other.reject(new Error('no estimate'));
    await expect(never).rejects.toThrow('no estimate');
  });

  it('makes way for newer ones: of many the one goes that was not asked for longest', async () => {
    const { timers, previews } = setUp();
    const ways: Way[] = [];
    for (let index = 0; index < 22; index++) {
      const way = new Way();
      ways.push(way);
      const first = previews.begin({ count: way.go, estimate: () => Promise.resolve(ESTIMATE) });
      await settled();
      await timers.pass(1_000);
      const { exact } = await first;
      if (index % 5 === 0) previews.get(`pre_1_1`);
      expect(exact?.previewId).toBe(`pre_1_${index + 1}`);
    }
    expect(ways[0]?.signal?.aborted).toBe(false);
    expect(ways[1]?.signal?.aborted).toBe(true);
    previews.stop();
    for (const way of ways) expect(way.signal?.aborted).toBe(true);
  });
});
