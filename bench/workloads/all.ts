import type { Workload } from '../figure.js';
import { backfillVsSql } from './backfill-vs-sql.js';
import { bareHttp } from './bare-http.js';
import { collectorVsBareHttp } from './collector-vs-bare-http.js';
import { customerBytes } from './customer-bytes.js';
import { decide } from './decide.js';
import { decideApi } from './decide-api-p99-ms.js';
import { dedupBytesPerId } from './dedup-bytes-per-id.js';
import { durableVsNot } from './durable-vs-not.js';
import { exitLag } from './exit-lag-p99-ms.js';
import { experiments } from './experiments.js';
import { freshness } from './freshness-p99-ms.js';
import { identity } from './identity.js';
import { importVsRawRead } from './import-vs-raw-read.js';
import { ingestVsRawLoad } from './ingest-vs-raw-load.js';
import { discovery } from './discovery.js';
import { flags } from './flags.js';
import { journeysVsBareLoop } from './journeys-vs-bare-loop.js';
import { longTimelineSlope } from './long-timeline-slope.js';
import { overload } from './overload.js';
import { momentsPerCore, patternSlope } from './pattern-slope.js';
import { rawLoad } from './raw-load.js';
import { recovery } from './recovery-s-per-million.js';
import { scaleSlope } from './scale-slope.js';
import { segmentsSlope } from './segments-slope.js';
import { surges } from './surges.js';

/** The published figures. A new workload is one file and one line here. */
export const published: readonly Workload[] = [
  ingestVsRawLoad,
  collectorVsBareHttp,
  durableVsNot,
  importVsRawRead,
  freshness,
  recovery,
  overload,
  dedupBytesPerId,
  longTimelineSlope,
  identity,
  experiments,
  flags,
  decideApi,
  patternSlope,
  momentsPerCore,
  journeysVsBareLoop,
  discovery,
  surges,
  decide,
  segmentsSlope,
  exitLag,
  backfillVsSql,
  customerBytes,
  scaleSlope,
];

/** What the ratios divide by, on its own; run by name. */
export const yardsticks: readonly Workload[] = [rawLoad, bareHttp];

/** Workloads whose names begin with one of the given, or that are of a group of that name; none given: what is published. @throws Error for a name that begins none. */
export function select(names: readonly string[]): readonly Workload[] {
  const all = [...published, ...yardsticks];
  const unknown = names.find((name) => !all.some((workload) => isChosen(workload, name)));
  if (unknown !== undefined) throw new Error(`no workload begins with "${unknown}"; there are ${all.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? published : all.filter((workload) => names.some((name) => isChosen(workload, name)));
}

function isChosen(workload: Workload, name: string): boolean {
  return workload.name.startsWith(name) || workload.group === name;
}
