import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import { eventAt, second } from '../../simulation/twin/history.js';
import { twinMoments } from '../../simulation/twin/moments.js';
import type { JsonObject } from '../../vocabulary/json.js';

const comparison = fc.tuple(fc.constantFrom('sameAs', 'differsFrom'), fc.constantFrom('one', 'two'));

/** Four steps of which the later ones compare with the first two, and now and then an event that may not come. */
const pattern = fc
  .tuple(fc.array(comparison, { minLength: 2, maxLength: 2 }), fc.option(fc.constant('C')), fc.boolean())
  .map(([comparisons, forbidden, repeats]): JsonObject[] => [
    { performed: 'A', as: 'one' },
    { performed: 'A', as: 'two' },
    ...(forbidden === null ? [] : [{ without: forbidden }]),
    ...comparisons.map(([operator, step], index): JsonObject => {
      return {
        performed: index === 0 ? 'A' : 'B',
        where: { 'properties.kind': { [operator]: `${step}.properties.kind` } },
        ...(repeats && index === 0 && { times: { atLeast: 2 } }),
      };
    }),
  ]);

const history = fc.array(fc.tuple(fc.constantFrom('A', 'A', 'A', 'B', 'C'), fc.constantFrom(1, 2, 3)), { minLength: 6, maxLength: 13 });

test('every completion and its latest evidence are the twin’s, whatever dead ends the search remembers', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(pattern, history, fc.constantFrom(undefined, '6s', '20s'), async (steps, happened, within) => {
      const definition = { kind: 'moment', name: 'found', intent: 'buy', pattern: steps, ...(within !== undefined && { within }) } as const;
      const events = happened.map(([event, kind], index) => eventAt(index, event, { properties: { kind } }));
      const life = new Life(second(60));
      await life.publish([definition]);
      await life.take(...events);
      const standing = life.pipeline.moments.standing('found', life.customerOf('userId:ann')).map(({ at, evidence }) => ({ at, evidence }));
      expect(standing).toEqual(twinMoments(definition, events, second(60)));
      found += standing.length;
    }),
    { numRuns: 400 },
  );
  expect(found).toBeGreaterThan(20);
});
