import type { CliEnvironment } from './environment.js';

/** Who the record names for what a command does: `CUSP_BY`, else git's author, else the user of the machine. Undefined when nobody is known. */
export function actingPerson({ env }: Pick<CliEnvironment, 'env'>): string | undefined {
  return [env.CUSP_BY, env.GIT_AUTHOR_NAME, env.USER, env.LOGNAME, env.USERNAME].find((name) => name !== undefined && name.trim() !== '');
}
