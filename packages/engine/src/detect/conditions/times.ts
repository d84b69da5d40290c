import { Type } from 'typebox';
import type { Compilation } from '../../timeline/compilation.js';
import { NEVER } from '../../vocabulary/instant.js';
import { type JsonObject, ownValue } from '../../vocabulary/json.js';

/** How many there must be. */
export interface Times {
  readonly atLeast: number;
  readonly atMost: number;
}

const Count = Type.Optional(Type.Integer({ minimum: 0 }));

export const TimesSchema = Type.Union(
  [
    Type.Object({ exactly: Type.Integer({ minimum: 0 }) }, { additionalProperties: false, title: 'exactly' }),
    Type.Object(
      { atLeast: Count, atMost: Count },
      { additionalProperties: false, minProperties: 1, title: 'at least or at most', examples: [{ atLeast: 2 }] },
    ),
  ],
  { description: 'How many: atLeast, atMost or exactly; at least 1 when absent', examples: [{ atLeast: 2 }] },
);

/** Reads `times`: at least 1 when absent. Mistakes are reported. */
export function readTimes(spec: JsonObject, pointer: string, compilation: Compilation): Times {
  const given = ownValue(spec, 'times');
  if (given === undefined) return { atLeast: 1, atMost: NEVER };
  const at = `${pointer}/times`;
  const times = compilation.object(given, at, 'times');
  if (times === undefined) return { atLeast: 1, atMost: NEVER };
  compilation.only(times, at, ['atLeast', 'atMost', 'exactly']);
  const exactly = compilation.whole(times, at, 'exactly', 0);
  if (exactly !== undefined) {
    if (Object.keys(times).length > 1) compilation.problem(at, 'exactly stands with another bound', 'use exactly alone');
    return { atLeast: exactly, atMost: exactly };
  }
  const atLeast = compilation.whole(times, at, 'atLeast', 0);
  const atMost = compilation.whole(times, at, 'atMost', 0);
  if (Object.keys(times).length === 0) compilation.problem(at, 'times names no bound', 'give it atLeast, atMost or exactly');
  if ((atLeast ?? 0) > (atMost ?? NEVER)) compilation.problem(at, 'atLeast is greater than atMost, so nobody can match', 'swap them');
  return { atLeast: atLeast ?? 0, atMost: atMost ?? NEVER };
}

/** Says how often; nothing for at least once, which goes without saying. */
export function timesInWords({ atLeast, atMost }: Times): string {
  if (atLeast === atMost) return ` exactly ${often(atLeast)}`;
  if (!Number.isFinite(atMost)) return atLeast === 1 ? '' : ` at least ${often(atLeast)}`;
  return atLeast === 0 ? ` at most ${often(atMost)}` : ` ${atLeast} to ${often(atMost)}`;
}

function often(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
