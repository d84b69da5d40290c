import { answerParent } from './child.js';
import type { IdentityMeasured, IdentityRequest } from './identity.js';
import { agreement, type Matcher, register, type RegisterRecord, startMatcher, type Taken } from './identity-engine.js';

/** Records of each kind of change that are measured. */
const MEASURED = 5_000;
/** Records that are handed over at once. */
const AT_ONCE = 5_000;

answerParent(async ({ records }: IdentityRequest): Promise<IdentityMeasured> => {
  const made = await register(records + 2 * MEASURED);
  const next = (): RegisterRecord => made.records.next().value as RegisterRecord;
  const matcher = await startMatcher(made.fields);
  const known: { readonly key: string; readonly person: number }[] = [];
  const takeSeconds = await secondsOf(async () => {
    while (known.length < records) {
      const batch = Array.from({ length: Math.min(AT_ONCE, records - known.length) }, next);
      for (const { key, person } of batch) known.push({ key, person });
      await matcher.take(batch.map(taken), []);
    }
  });
  const cpuBefore = process.cpuUsage();
  let model = {};
  const learnSeconds = await secondsOf(async () => {
    model = await matcher.learn({ seed: 1 });
  });
  let linked: readonly { readonly left: string; readonly right: string }[] = [];
  const matchSeconds = await secondsOf(async () => {
    ({ linked } = await matcher.use(model));
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  const peakBytes = process.resourceUsage().maxRSS * 1_024;
  const { precision, recall } = await agreement(
    clustersOf(known, linked),
    known.map(({ person }) => String(person)),
  );
  linked = [];
  const milliseconds = await oneByOne(matcher, known, next);
  const { memoryBytes } = await matcher.state();
  await matcher.close();
  const cpuSeconds = (user + system) / 1e6;
  return { takeSeconds, learnSeconds, matchSeconds, cpuSeconds, peakBytes, precision, recall, milliseconds, threadBytes: memoryBytes };
});

function taken({ key, values }: RegisterRecord): Taken {
  return { key, values };
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** By record the first one that it hangs together with. */
function clustersOf(
  known: readonly { readonly key: string }[],
  linked: readonly { readonly left: string; readonly right: string }[],
): Int32Array {
  const placeOf = new Map(known.map(({ key }, place) => [key, place]));
  const above = Int32Array.from({ length: known.length }, (_, place) => place);
  const top = (place: number): number => {
    let at = place;
    while (above[at] !== at) at = above[at] as number;
    return at;
  };
  for (const { left, right } of linked) {
    const [one, other] = [top(placeOf.get(left) as number), top(placeOf.get(right) as number)];
    above[Math.max(one, other)] = Math.min(one, other);
  }
  return above.map((_, place) => top(place));
}

/** Records that come, records of which one value becomes another, and records that go, one after the other. */
async function oneByOne(
  matcher: Matcher,
  known: readonly { readonly key: string }[],
  next: () => RegisterRecord,
): Promise<IdentityMeasured['milliseconds']> {
  const add: number[] = [];
  const change: number[] = [];
  const remove: number[] = [];
  const added: Taken[] = [];
  const timed = async (times: number[], work: () => Promise<object>): Promise<void> => {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  };
  for (let number = 0; number < MEASURED; number++) {
    const record = taken(next());
    added.push(record);
    await timed(add, () => matcher.take([record], []));
  }
  for (const [number, { key, values }] of added.entries()) {
    const { values: others } = next();
    const field = number % values.length;
    const changed = { key, values: values.map((value, place) => (place === field ? (others[place] ?? null) : value)) };
    await timed(change, () => matcher.take([changed], []));
  }
  const stride = Math.max(1, Math.floor(known.length / MEASURED));
  for (let place = 0; place < known.length && remove.length < MEASURED; place += stride) {
    const { key } = known[place] as { readonly key: string };
    await timed(remove, () => matcher.take([], [key]));
  }
  return { add, change, remove };
}
