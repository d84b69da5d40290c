import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { Surge, SurgeStretch } from '../vocabulary/surge.js';
import { textOf } from './live-surge.js';

/** What was over longer ago than this when it was found is history, which nobody is told as news; so is what is known no further, as of a file. */
const NEWS: Milliseconds = 86_400_000;

/** What was told of surges, newest word by id: so that nothing is told twice, and what proves wrong is taken back. */
export class ToldSurges {
  readonly #byId = new Map<string, Surge>();
  readonly #bySubject = new Map<string, Set<string>>();

  /** Keeps what was told, now or in an earlier run. */
  keep(surge: Surge): void {
    this.#byId.set(surge.surgeId, surge);
    const subject = subjectOf(surge);
    const ids = this.#bySubject.get(subject);
    if (ids === undefined) this.#bySubject.set(subject, new Set([surge.surgeId]));
    else ids.add(surge.surgeId);
  }

  get(surgeId: string): Surge | undefined {
    return this.#byId.get(surgeId);
  }

  all(): Iterable<Surge> {
    return this.#byId.values();
  }

  /** Gives stretches the ids under which they were told: of one that overlaps. One id is given once. */
  named(stretches: readonly SurgeStretch[]): readonly SurgeStretch[] {
    const taken = new Set<string>();
    return stretches.map((stretch) => {
      const told = this.#of(stretch).find((one) => !taken.has(one.surgeId) && one.status !== 'withdrawn' && doOverlap(one, stretch));
      const surgeId = told?.surgeId ?? stretch.surgeId;
      taken.add(surgeId);
      return surgeId === stretch.surgeId ? stretch : { ...stretch, surgeId };
    });
  }

  /**
   * What is to be told, given all stretches of one value, named, as they are now.
   * @param subjects the value, in each direction that may have been told of
   * @param knownTo the instant up to which events have come
   */
  news(
    subjects: readonly Pick<Surge, 'name' | 'value' | 'direction'>[],
    stretches: readonly SurgeStretch[],
    knownTo: Instant,
    now: Instant,
  ): readonly Surge[] {
    const news: Surge[] = [];
    for (const stretch of stretches) {
      const told = this.#byId.get(stretch.surgeId);
      const isOld = (stretch.until ?? knownTo) < now - NEWS;
      if (told === undefined ? !isOld : told.status !== stretch.status) news.push({ ...stretch, toldAt: now });
    }
    for (const told of subjects.flatMap((subject) => this.#of(subject))) {
      if (told.status === 'withdrawn' || stretches.some(({ surgeId }) => surgeId === told.surgeId)) continue;
      news.push({ ...told, status: 'withdrawn', toldAt: now });
    }
    return news;
  }

  #of(subject: Pick<Surge, 'name' | 'value' | 'direction'>): readonly Surge[] {
    return [...(this.#bySubject.get(subjectOf(subject)) ?? [])].flatMap((id) => this.#byId.get(id) ?? []);
  }
}

function subjectOf({ name, value, direction }: Pick<Surge, 'name' | 'value' | 'direction'>): string {
  return `${name}\0${direction}\0${textOf(value)}`;
}

function doOverlap(left: SurgeStretch, right: SurgeStretch): boolean {
  const end = ({ until }: SurgeStretch): number => until ?? Number.POSITIVE_INFINITY;
  return left.from < end(right) && right.from < end(left);
}
