import type { FastifyReply } from 'fastify';

/** Is aborted when who asked has gone: nobody needs the answer then. */
export function goneSignal({ raw }: { readonly raw: FastifyReply['raw'] }): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return gone.signal;
}
