import { expect, it } from 'vitest';
import { SimulatedDisk } from '../../src/journal/embedded/simulated-disk.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
import { EngineOnDisk } from './engine-on-disk.js';

const ann = personIdentifier('userId', 'ann');

it.each(['EIO', 'ENOSPC'] as const)(
  'an erasure that cannot be written (%s) has not happened: the customer stays whole, and can be erased later',
  async (fault) => {
    const disk = new SimulatedDisk();
    const clock = new VirtualClock(Date.UTC(2026, 2, 1));
    const engine = await EngineOnDisk.open(disk, clock);
    await engine.publisher.publish([{ kind: 'segment', name: 'buyers', where: { performed: 'Bought' } }], { by: 'test' });
    await engine.take('web', [{ type: 'track', event: 'Bought', userId: 'ann', messageId: 'm1' }]);
    await engine.pipeline.settled();
    disk.plan = ({ name }) => (name === 'write' ? fault : undefined);
    await expect(engine.erase(ann)).rejects.toMatchObject({ code: 'journal_unavailable' });
    expect([...engine.events().keys()]).toEqual(['userId:ann m1']);
    expect(engine.pipeline.segments.get('buyers')?.members.count).toBe(1);
    expect(engine.erasures.running).toBe(false);

    disk.plan = () => undefined;
    clock.advanceTo(clock.now() + 10_000);
    const again = await engine.take('web', [{ type: 'track', event: 'Bought', userId: 'ann', messageId: 'm1' }]);
    expect(again).toMatchObject([{ status: 'duplicate' }]);
    const { requestId } = await engine.erase(ann);
    await engine.erasures.settled();
    expect(engine.erasures.status(requestId)?.status).toBe('done');
    expect(engine.events().size).toBe(0);
    const found = await EngineOnDisk.open(disk.killProcess(), new VirtualClock(clock.now()));
    expect(found.events().size).toBe(0);
    expect(found.pipeline.books.of('web')).toMatchObject({ received: 2, accepted: 1, duplicate: 1 });
  },
);
