import type { FastifySchema } from 'fastify';
import type { Call } from './calls.js';

const querystring = {
  type: 'object',
  properties: {
    verbose: {
      type: 'string',
      enum: ['1', 'true'],
      description: "Answer with each item's outcome; so does `Prefer: return=representation`",
    },
    writeKey: { type: 'string', description: 'The write key, for clients that can send it neither as Basic user nor in the body' },
  },
};

const outcome = {
  type: 'object',
  required: ['status', 'messageId', 'reason', 'field', 'detail'],
  properties: {
    status: { type: 'string', enum: ['accepted', 'duplicate', 'quarantined'] },
    messageId: { type: ['string', 'null'] },
    reason: { type: ['string', 'null'], description: 'Why it was put aside (docs/guide/quarantine.md), or conflicting_duplicate' },
    field: { type: ['string', 'null'] },
    detail: { type: ['string', 'null'] },
  },
};

const taken = {
  type: 'object',
  description: 'On disk, and it will be processed',
  required: ['success'],
  properties: {
    success: { type: 'boolean', const: true },
    outcomes: { type: 'array', items: outcome, description: 'With `verbose`: one for each item, in their order' },
  },
};

/** How a call is described in /api/openapi.json. What is valid is decided by cleaning, item by item: nothing is validated by this. */
export function callSchema({ type, maxBytes }: Call): FastifySchema & { readonly tags: string[]; readonly summary: string } {
  const item = { type: 'object', additionalProperties: true };
  const batch = {
    type: 'object',
    required: ['batch'],
    properties: {
      batch: { type: 'array', items: item },
      writeKey: { type: 'string' },
      sentAt: { type: 'string', format: 'date-time' },
      context: { type: 'object', additionalProperties: true, description: 'What holds for every item that does not say otherwise' },
      integrations: { type: 'object', additionalProperties: true, description: 'Where to hand every item on that does not say otherwise' },
    },
  };
  return {
    tags: ['tracking'],
    summary: type === null ? 'Take in a batch of calls' : `Take in one ${type} call`,
    description: `At most ${maxBytes / 1024} KB of JSON under any content type, plain or gzip. The write key comes as the Basic user name, as \`writeKey\` in the body or in the address. 429 and 503 carry \`Retry-After\`; sending again is always safe, because a messageId counts once.`,
    querystring,
    body: type === null ? batch : item,
    response: { 200: taken },
  } as FastifySchema & { readonly tags: string[]; readonly summary: string };
}
