import { readFileSync } from 'node:fs';
import { answerParent } from './child.js';
import type { IdentityMatch, IdentityRequest } from './identity.js';
import { matching, register } from './identity-engine.js';

/** Records that are measured, the last to come. */
const MEASURED = 10_000;

answerParent(async ({ records, model: path }: IdentityRequest): Promise<IdentityMatch> => {
  const { MatchIndex } = await matching();
  const { recordsOf } = await register(records);
  const index = new MatchIndex(JSON.parse(readFileSync(path, 'utf8')) as object);
  const milliseconds: number[] = [];
  let known = 0;
  for (const record of recordsOf(records + MEASURED)) {
    const began = performance.now();
    index.add(record);
    if (known >= records) milliseconds.push(performance.now() - began);
    known += 1;
  }
  return { milliseconds, known: records, bytes: process.memoryUsage().rss };
});
