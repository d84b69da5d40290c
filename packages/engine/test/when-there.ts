import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until there is something to see. @throws Error after five seconds */
export async function whenThere<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(25);
  }
  throw new Error('it did not come');
}
