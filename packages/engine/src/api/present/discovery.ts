import type { DiscoveryProgress } from '../../engine/discover/discoveries.js';
import type { DiscoverAnswer } from '../../engine/discover/run-discovery.js';
import { durationText, formatInstant } from '../../vocabulary/instant.js';
import type { DiscoverProgress, DiscoverResult } from '../contract.js';

/** How far a discovery is, and what it has found. */
export function presentDiscovery({ discoveryId, status, share, sample, answer, failure }: DiscoveryProgress): DiscoverProgress {
  return {
    discoveryId,
    status,
    share,
    sample,
    result: answer === null ? null : presentAnswer(answer),
    failure: failure === null ? null : { code: failure.code, title: failure.title, detail: failure.message, remedy: failure.remedy },
  };
}

function presentAnswer({
  goal,
  where,
  horizon,
  segment,
  asOf,
  population,
  candidatesTried,
  carriedOver,
  sample,
  memoryBytes,
  findings,
  setAside,
}: DiscoverAnswer): DiscoverResult {
  return {
    goal,
    where: where ?? null,
    horizon: durationText(horizon),
    segment: segment?.name ?? null,
    members: segment?.members ?? null,
    asOf: formatInstant(asOf),
    population: { ...population, from: formatInstant(population.from), to: formatInstant(population.to) },
    candidatesTried,
    carriedOver,
    sample,
    memoryBytes,
    findings: findings.map(({ definition, interval, whole, byCompany, ...figures }) => ({
      definition: { ...definition },
      ...figures,
      byCompany: [...byCompany],
      interval: [...interval],
      ...(segment !== null && { segment: segment.name }),
      ...(whole !== undefined && { whole: whole === null ? null : { ...whole, interval: [...whole.interval] } }),
    })),
    setAside: setAside.map((one) => ({ ...one })),
  };
}
