import { writeFileSync } from 'node:fs';
import { answerParent } from './child.js';
import type { IdentityBatch, IdentityRequest } from './identity.js';
import { matching, register } from './identity-engine.js';

const LOOKED_AT = 5_000;

answerParent(async ({ records, model: path }: IdentityRequest): Promise<IdentityBatch> => {
  const { inferFields, RecordTable, learn, DEFAULTS, seededRandom, matchBatch, agreement } = await matching();
  const { names, recordsOf } = await register(records);
  const table = new RecordTable(inferFields(names, [...recordsOf(LOOKED_AT)]));
  const truth: string[] = [];
  for (const { key, person, values } of recordsOf(records)) {
    table.add(key, values);
    truth.push(String(person));
  }
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const model = learn(table, { ...DEFAULTS, random: seededRandom(1) });
  const { clusterOf, compared } = matchBatch(table, model);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  writeFileSync(path, JSON.stringify(model));
  const { precision, recall } = agreement(clusterOf, truth);
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1_024,
    pairsCompared: compared,
    precision,
    recall,
  };
});
