import { eventJson, type Stream } from './events.js';
import { requestBytes } from './http-connection.js';

/** A whole stream as ready requests, so that making them costs nothing while the clock runs. */
export function trackingRequests(stream: Stream, batch: number, writeKey: string): Buffer[] {
  const headers = { Authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
  const requests: Buffer[] = [];
  for (let index = 0; index < stream.count; index += batch) {
    if (batch === 1) requests.push(requestBytes('/v1/track', headers, eventJson(stream, index)));
    else requests.push(requestBytes('/v1/batch', headers, `{"batch":[${eventsFrom(stream, index, batch).join(',')}]}`));
  }
  return requests;
}

function eventsFrom(stream: Stream, from: number, batch: number): string[] {
  return Array.from({ length: Math.min(batch, stream.count - from) }, (_, offset) => eventJson(stream, from + offset));
}
