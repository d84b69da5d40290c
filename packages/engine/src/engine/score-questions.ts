import type { ScoreAnswer } from '../answers.js';
import type { Pipeline } from '../pipeline.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { Timeline } from '../timeline/timeline.js';
import { scoreOfEventName } from '../timeline/timelines.js';
import { compareUtf8 } from '../vocabulary/customer.js';
import { forEachCustomer } from './history.js';

/** The scores that customers have now, by name. @param signal gives it up @throws the signal's reason */
export async function scoresOf(pipeline: Pipeline, signal?: AbortSignal): Promise<readonly ScoreAnswer[]> {
  const { timelines, clock } = pipeline;
  const timeline = new Timeline(timelines);
  const now = clock.now();
  const names = timelines.names.texts().flatMap((text, number) => {
    const name = scoreOfEventName(text);
    return name === undefined ? [] : [{ name, number, customers: 0, newestAt: Number.NEGATIVE_INFINITY }];
  });
  const visit = (customer: number): void => {
    timeline.at(customer, now);
    for (const score of names) {
      const row = timeline.newestOf(score.number);
      if (row === NO_ROW) continue;
      score.customers++;
      score.newestAt = Math.max(score.newestAt, timeline.rows.timestamp(row));
    }
  };
  if (names.length > 0) await forEachCustomer(pipeline, visit, signal);
  // Conditions may name scores that nobody has sent.
  const known = names.filter(({ customers }) => customers > 0);
  return known
    .map(({ name, customers, newestAt }) => ({ name, customers, newestAt }))
    .sort((left, right) => compareUtf8(left.name, right.name));
}
