import type { SqlResult } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { post } from './client.js';

const OF_IT = "FROM moments WHERE name = {name:String} AND status = 'detected'";
const DAYS = 42;
const SOMETIMES = 30_000;

/** What is asked of the warehouse about one moment; `name` is its parameter, and `zone` the time zone of the hours. */
const QUESTIONS = {
  days: `SELECT toDate(at) AS day, count() AS times ${OF_IT} GROUP BY day ORDER BY day DESC LIMIT ${DAYS}`,
  hours: `SELECT toHour(toTimeZone(at, {zone:String})) AS hour, count() AS times ${OF_IT} GROUP BY hour ORDER BY hour`,
  weekdays: `SELECT toDayOfWeek(toTimeZone(at, {zone:String})) AS weekday, count() AS times ${OF_IT} GROUP BY weekday ORDER BY weekday`,
  segments: `SELECT arrayJoin(segments) AS segment, count() AS times, uniqExact(customer_id) AS customers ${OF_IT} GROUP BY segment ORDER BY times DESC LIMIT 50`,
} as const;

export type MomentQuestion = keyof typeof QUESTIONS;

/** When a moment happens, or to whom: rows of the warehouse, about a second behind. */
export const momentWhenQuery = (name: string, question: MomentQuestion) =>
  queryOptions({
    queryKey: ['moment', name, 'when', question],
    queryFn: async ({ signal }) => {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const params = { name, ...(QUESTIONS[question].includes('{zone:') && { zone }) };
      return (await post<SqlResult>('/sql', { query: QUESTIONS[question], params }, signal)).rows;
    },
    staleTime: SOMETIMES,
  });
