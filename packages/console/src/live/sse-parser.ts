/** One message of a text/event-stream, as the HTML standard dispatches it. */
export interface SseMessage {
  /** The event name; `message` when the server gave none. */
  readonly event: string;
  readonly data: string;
  /** The last id seen up to and including this message; empty when there was none. */
  readonly id: string;
}

/** Reads a text/event-stream piece by piece. Pieces may be cut anywhere. */
export interface SseParser {
  push(text: string): SseMessage[];
  /** What the server asked to wait before connecting again, in milliseconds. */
  readonly retry: number | undefined;
}

/** A parser at the beginning of a stream. */
export function createSseParser(): SseParser {
  let rest = '';
  let started = false;
  let endedInCr = false;
  let data: string[] = [];
  let event = '';
  let id = '';
  let retry: number | undefined;

  function field(name: string, value: string): void {
    if (name === 'data') data.push(value);
    else if (name === 'event') event = value;
    else if (name === 'id' && !value.includes('\0')) id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) retry = Number(value);
  }

  function line(text: string): SseMessage | undefined {
    if (text === '') return dispatch();
    const colon = text.indexOf(':');
    if (colon === 0) return undefined;
    if (colon < 0) field(text, '');
    else field(text.slice(0, colon), text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1));
    return undefined;
  }

  function dispatch(): SseMessage | undefined {
    const message = data.length === 0 ? undefined : { event: event || 'message', data: data.join('\n'), id };
    data = [];
    event = '';
    return message;
  }

  return {
    get retry() {
      return retry;
    },
    push(text) {
      let piece = text;
      if (!started && piece !== '') {
        started = true;
        if (piece.startsWith('\uFEFF')) piece = piece.slice(1);
      }
      // A CR at the end of the last piece has ended a line already; an LF that follows belongs to it.
      if (endedInCr && piece.startsWith('\n')) piece = piece.slice(1);
      if (piece !== '' || text !== '') endedInCr = text.endsWith('\r');
      const lines = (rest + piece).split(/\r\n|\r|\n/);
      rest = lines.pop() ?? '';
      return lines.map(line).filter((message) => message !== undefined);
    },
  };
}
