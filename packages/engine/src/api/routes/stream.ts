import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Happening } from '../../answers.js';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { asCuspError, problemOf } from '../../runtime/problem.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import type { ApiServer } from '../api-server.js';
import { presentHappening } from '../present/happening.js';

const TYPES: readonly Happening['type'][] = [
  'event',
  'segment',
  'moment',
  'decision',
  'alert',
  'surge',
  'identity',
  'campaign',
  'publication',
];

const TELLS = `The name of each message is its type, its data a JSON object, its id a position: a client that comes back with it as Last-Event-ID misses nothing that is on record.
* event: an event was taken in.
* segment: a customer has entered or left a segment.
* moment: a moment was detected or withdrawn.
* decision: a campaign has decided on a customer.
* alert: the quality of a source has changed.
* surge: a surge of the many has opened, ended or was withdrawn.
* identity: somebody or matching (then there is learned) has decided on who is one customer, with the customerIds of both as they are now.
* campaign: somebody let a campaign run, pause or stop, or approved it.
* publication: a publication of definitions has moved on; of these the newest word alone is told, and they have no position of their own.`;

/** Proxies cut connections that stay silent for about a minute. */
export const HEARTBEAT: Milliseconds = 15_000;

/** What happens, as server-sent events: the event name is the type, the id a position that `Last-Event-ID` resumes after. */
export function streamRoute(app: ApiServer, engine: Engine, heartbeat: Milliseconds): void {
  const open = new Set<AbortController>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.abort();
  });
  const querystring = Type.Object({
    types: Type.Optional(Type.String({ description: `Any of ${TYPES.join(', ')}, separated by commas` })),
  });
  app.get(
    '/stream',
    { schema: { tags: ['stream'], summary: 'What happens, as it happens (text/event-stream)', description: TELLS, querystring } },
    async (request, reply) => {
      const after = request.headers['last-event-id'];
      const stop = new AbortController();
      const types = typesAsked(request.query.types);
      const happenings = engine.follow(types, typeof after === 'string' ? after : undefined, stop.signal)[Symbol.asyncIterator]();
      const first = happenings.next();
      // A position that cannot be read fails at once; it should be an answer of its own, not a stream that breaks off.
      await Promise.race([first, nextTurn()]);
      open.add(stop);
      reply.raw.once('close', () => stop.abort());
      try {
        await send(startStream(reply), first, happenings, heartbeat, stop.signal);
      } catch (error) {
        if (stop.signal.aborted) return;
        // The stream has begun, so its client learns of the failure within it.
        request.log.error({ err: error }, 'a stream failed');
        reply.raw.write(`event: error\ndata: ${JSON.stringify(problemOf(asCuspError(error)))}\n\n`);
      } finally {
        open.delete(stop);
        stop.abort();
        reply.raw.end();
        // An engine may end its iteration only after the next happening: nobody waits for that.
        happenings.return?.().catch((error: unknown) => request.log.error({ err: error }, 'following did not end'));
      }
    },
  );
}

function typesAsked(text: string | undefined): readonly Happening['type'][] {
  if (text === undefined || text === '') return TYPES;
  return text.split(',').map((name) => {
    const type = TYPES.find((known) => known === name.trim());
    if (type === undefined)
      throw new CuspError(ERRORS.invalidRequest, `the stream has no type ${name.slice(0, 40)}; it has ${TYPES.join(', ')}`);
    return type;
  });
}

function startStream(reply: FastifyReply): ServerResponse {
  const headers = reply.getHeaders() as Record<string, string>;
  reply.hijack();
  // `x-accel-buffering` keeps nginx from collecting the stream.
  reply.raw.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  reply.raw.write('retry: 2000\n\n');
  return reply.raw;
}

async function send(
  raw: ServerResponse,
  first: Promise<IteratorResult<Happening>>,
  happenings: AsyncIterator<Happening>,
  heartbeat: Milliseconds,
  signal: AbortSignal,
): Promise<void> {
  const beat = setInterval(() => raw.write(': heartbeat\n\n'), heartbeat);
  const ended = new Promise<'ended'>((resolve) => signal.addEventListener('abort', () => resolve('ended'), { once: true }));
  try {
    for (let next = first; !signal.aborted; next = happenings.next()) {
      const result = await Promise.race([next, ended]);
      if (result === 'ended' || result.done === true) return;
      const { type, position, value } = presentHappening(result.value);
      const room = raw.write(`id: ${position}\nevent: ${type}\ndata: ${JSON.stringify(value)}\n\n`);
      if (!room) await Promise.race([once(raw, 'drain', { signal }).catch(() => 'ended'), ended]);
    }
  } finally {
    clearInterval(beat);
  }
}
