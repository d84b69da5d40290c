import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until there is something to see. @param most in milliseconds @throws Error after that */
export async function whenThere<T>(look: () => T | undefined | Promise<T | undefined>, most = 5_000): Promise<T> {
  for (let tries = 0; tries < most / 25; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(25);
  }
  throw new Error('it did not come');
}
