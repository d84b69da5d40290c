import { attend, visible, waited } from './attendance.js';
import { eventData } from './event-data.js';
import { addressOf, keyHeader, type MessageQuestion, whoOf } from './question.js';
import type { SiteMessage } from './site-message.js';

/** Before a lost stream is asked for again: doubled with each failure, and up to half of it by chance, so that not all pages come at once. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
/** The engine says something every few seconds; after so much silence it is gone, whatever the connection says. */
const SILENCE_MS = 60_000;
/** Messages of which it is known that they were shown. */
const MOST_KNOWN = 1_000;

/** How a stream ended: it had begun, it had not, or it never will. */
type End = 'heard' | 'lost' | 'refused';

/**
 * Shows each message that waits for a customer, and then each as it comes, once. Asks again when the stream is lost, and holds none while
 * the page is hidden, since a browser allows few connections to one server.
 * It never throws into the page: what goes wrong it says in the console.
 * @returns resolves when it is stopped by its signal, or the engine refuses (a wrong key, a wrong proof)
 */
export async function onDecision(question: MessageQuestion, show: (message: SiteMessage) => void): Promise<void> {
  const { signal: stop } = question;
  const tell = once(show);
  for (let failures = 0; ; ) {
    await visible(stop);
    if (stop?.aborted) return;
    const end = await listen(question, tell);
    if (end === 'refused') return;
    failures = end === 'heard' ? 0 : failures + 1;
    await waited(waitOf(failures), stop);
  }
}

function waitOf(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (1 - Math.random() / 2);
}

/** Listens until the stream ends. */
async function listen(question: MessageQuestion, tell: (data: string) => void): Promise<End> {
  const attendance = attend(question.signal, SILENCE_MS);
  let end: End = 'lost';
  try {
    const query = new URLSearchParams({ ...whoOf(question), placements: question.placements.join(',') });
    const response = await fetch(addressOf(question, `/api/v1/decide/stream?${query}`), {
      headers: keyHeader(question),
      signal: attendance.signal,
    });
    if (isRefused(response.status)) {
      warn(`the engine answers ${response.status}`);
      return 'refused';
    }
    if (!response.ok || response.body === null) return 'lost';
    end = 'heard';
    const read = eventData();
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return end;
      attendance.heard();
      read(decoder.decode(value, { stream: true })).forEach(tell);
    }
  } catch {
    // Lost, hidden, silent or stopped: what follows is the same, and the browser has said what it was.
    return end;
  } finally {
    attendance.end();
  }
}

/** Whether asking again would be answered the same. */
function isRefused(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** Shows each message once, however often a new stream brings it. */
function once(show: (message: SiteMessage) => void): (data: string) => void {
  const known = new Set<string>();
  return (data) => {
    const message = JSON.parse(data) as SiteMessage;
    if (known.has(message.decisionId)) return;
    known.add(message.decisionId);
    for (const oldest of known) {
      if (known.size <= MOST_KNOWN) break;
      known.delete(oldest);
    }
    try {
      show(message);
    } catch (error) {
      warn(error);
    }
  };
}

function warn(error: unknown): void {
  console.warn('Cusp messages:', error);
}
