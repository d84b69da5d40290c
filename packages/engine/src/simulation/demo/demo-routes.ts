import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { DeliveredOffer } from '../world/world.js';
import { type Offer, OfferBoard } from './offer-board.js';
import { verifyWebhook } from './verify-webhook.js';

/** What the demo shop's routes need. */
export interface DemoRoutesOptions {
  /** `whsec_…`: what the campaigns' webhooks are signed with. */
  readonly secret: string;
  /** Given to the storefront, which is public. */
  readonly writeKey: string;
  /** Told of each offer once, so that the simulated customer may react. */
  readonly onOffer?: (offer: DeliveredOffer) => void;
}

const Text = (maxLength: number) => Type.String({ maxLength });

/** The body of a campaign's webhook. */
const OfferWebhook = Type.Object({
  type: Text(100),
  timestamp: Text(40),
  data: Type.Object({
    decisionId: Type.String({ minLength: 1, maxLength: 100 }),
    campaign: Text(200),
    /** The identifier acted on, as `type:value`. */
    customer: Type.Optional(Text(600)),
    /** All that are known of the customer. */
    identifiers: Type.Optional(Type.Array(Text(600), { maxItems: 200 })),
    message: Type.Object({ headline: Text(200), text: Text(1_000), code: Text(50) }),
  }),
});
const isOfferWebhook = Compile(OfferWebhook);

const MAX_WEBHOOK_BYTES = 65_536;
/** A page that lets more than this lie unread is cut off; its browser connects again. */
const MAX_UNREAD_BYTES = 65_536;

const OffersQuery = Type.Object(
  { anonymousId: Type.Optional(Text(500)), userId: Type.Optional(Text(500)) },
  { additionalProperties: true },
);

/**
 * The demo shop's own routes: `GET /demo/config.json`, `POST /demo/offers` (the campaign's signed webhook)
 * and `GET /demo/offers?anonymousId=&userId=` (server-sent events named `offer`). To be registered in a scope of its own.
 */
export function demoRoutes(options: DemoRoutesOptions): (app: FastifyInstance) => void {
  return (app) => {
    const board = new OfferBoard();
    app.removeContentTypeParser('application/json');
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    app.get('/demo/config.json', () => ({ writeKey: options.writeKey }));
    app.post<{ Body: Buffer }>('/demo/offers', { bodyLimit: MAX_WEBHOOK_BYTES }, (request) => receiveOffer(request, board, options));
    streamOffers(app, board);
  };
}

function receiveOffer(
  request: FastifyRequest<{ Body: Buffer }>,
  board: OfferBoard,
  options: DemoRoutesOptions,
): { readonly received: true } {
  verifyWebhook(options.secret, request.headers, request.body);
  const { data } = readWebhook(request.body);
  const { decisionId, campaign, customer, identifiers: known = [] } = data;
  const identifiers = customer === undefined ? known : [...new Set([customer, ...known])];
  if (identifiers.length === 0) throw new CuspError(ERRORS.invalidRequest, 'the webhook does not say whom its offer is for');
  const { headline, text, code } = data.message;
  const isNew = board.post({ decisionId, campaign, headline, text, code }, identifiers);
  if (isNew) options.onOffer?.({ decisionId, identifiers, code });
  return { received: true };
}

function readWebhook(body: Buffer): Static<typeof OfferWebhook> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new CuspError(ERRORS.invalidJson, 'the webhook is no JSON', { cause: error });
  }
  if (!isOfferWebhook.Check(value)) throw new CuspError(ERRORS.invalidRequest, 'the webhook is no offer of the demo');
  return value;
}

function streamOffers(app: FastifyInstance, board: OfferBoard): void {
  const open = new Set<FastifyReply>();
  const schema = { querystring: OffersQuery };
  app.get<{ Querystring: Static<typeof OffersQuery> }>('/demo/offers', { schema }, (request, reply) => {
    const { anonymousId, userId } = request.query;
    const identifiers = [...(anonymousId ? [`anonymousId:${anonymousId}`] : []), ...(userId ? [`userId:${userId}`] : [])];
    if (identifiers.length === 0) throw new CuspError(ERRORS.invalidRequest, 'anonymousId or userId is missing');
    const unsent: Offer[] = [];
    let send = (offer: Offer): void => void unsent.push(offer);
    const stop = board.listen(identifiers, (offer) => send(offer));
    if (stop === undefined) throw new CuspError(ERRORS.overloaded, 'too many shop pages are listening', { retryAfterSeconds: 10 });
    reply.hijack();
    open.add(reply);
    reply.raw.on('close', () => {
      stop();
      open.delete(reply);
    });
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    reply.raw.write('retry: 2000\n\n');
    send = (offer) => write(reply, offer);
    unsent.forEach(send);
  });
  app.addHook('preClose', (closed) => {
    for (const reply of open) reply.raw.end();
    closed();
  });
}

function write(reply: FastifyReply, offer: Offer): void {
  if (reply.raw.writableLength > MAX_UNREAD_BYTES) {
    reply.raw.destroy();
    return;
  }
  reply.raw.write(`id: ${encodeURIComponent(offer.decisionId)}\nevent: offer\ndata: ${JSON.stringify(offer)}\n\n`);
}
