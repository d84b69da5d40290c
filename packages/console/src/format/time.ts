/** Times are shown in the browser's zone and language; the exact instant in UTC is in `title`. */

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const yearAndDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** `2026-11-22 09:31:02.123 UTC` for any RFC 3339 instant; the text itself when it is none. */
export function exactUtc(instant: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return instant;
  return `${new Date(time).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/** As short as it can be and still be understood at `now` (Unix milliseconds): time of day, then day and time, then the date. */
export function shortTime(instant: string, now: number): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return instant;
  const date = new Date(time);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return clock.format(date);
  return Math.abs(now - time) < 300 * 86_400_000 ? dayAndClock.format(date) : yearAndDay.format(date);
}

/** A length of time in at most two units: `850 ms`, `12 s`, `4 min`, `3 h 20 min`, `9 d`. Negative lengths read as zero. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 5 && seconds % 60 > 0 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 > 0 && hours < 10 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}

/** A short length, to the millisecond as long as milliseconds matter: `1171 ms`, then as `duration`. */
export function precisely(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.max(0, Math.round(milliseconds))} ms` : duration(milliseconds);
}

/** Milliseconds from one instant to another; undefined when either cannot be read. */
export function between(from: string, to: string): number | undefined {
  const length = Date.parse(to) - Date.parse(from);
  return Number.isNaN(length) ? undefined : length;
}

/** The browser's time zone as people read it: `Europe/Berlin (UTC+01:00)`. */
export function timeZone(now = new Date()): string {
  const { timeZone: name } = new Intl.DateTimeFormat().resolvedOptions();
  const minutes = -now.getTimezoneOffset();
  const clockText = `${String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
  const offset = minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '−' : '+'}${clockText}`;
  return name === 'UTC' ? name : `${name.replaceAll('_', ' ')} (${offset})`;
}
