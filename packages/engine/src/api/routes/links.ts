import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';

/** What the links in messages lead to. Whoever has the link may use it: it was sent to them, and says to nobody else whom it is for. */
export function linkRoutes(app: FastifyInstance, engine: Engine): void {
  app.register(async (scope) => {
    // A one-click request brings a form (RFC 8058), which says nothing that the address does not.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 16_384 }, (_request, _body, done) => done(null, undefined));
    addUnsubscribing(scope, engine);
    addNotes(scope, engine);
  });
}

type Params = { readonly Params: { readonly token: string } };

function addUnsubscribing(app: FastifyInstance, engine: Engine): void {
  // A program that looks at every link in a mail must not unsubscribe anybody: looking changes nothing.
  app.get<Params>('/u/:token', { schema: { hide: true } }, ({ params }, reply) => {
    const found = engine.links.look(params.token);
    if (found === undefined) throw noLink();
    return page(reply, found.denied ? done(found.title) : question(found.title));
  });
  app.post<Params>('/u/:token', { schema: { hide: true } }, async ({ params }, reply) => {
    const found = await engine.links.unsubscribe(params.token);
    if (found === undefined) throw noLink();
    return page(reply, done(found.title));
  });
}

/** One transparent pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

function addNotes(app: FastifyInstance, engine: Engine): void {
  app.get<Params>('/c/:token', { schema: { hide: true } }, async ({ params }, reply) => {
    const url = await engine.links.click(params.token);
    if (url === undefined) throw noLink();
    return reply.code(302).headers({ location: url, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' }).send();
  });
  app.get<Params>('/o/:token', { schema: { hide: true } }, async ({ params }, reply) => {
    // A broken picture helps nobody: what is no link gets the pixel too.
    await engine.links.open(params.token);
    return reply.type('image/gif').headers({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' }).send(PIXEL);
  });
}

function noLink(): CuspError {
  return new CuspError(ERRORS.notFound, 'this link was not made here, or not whole');
}

function page(reply: FastifyReply, body: string): FastifyReply {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>Unsubscribe</title></head><body><main>${body}</main></body></html>`;
  return reply.type('text/html; charset=utf-8').headers({ 'cache-control': 'no-store' }).send(html);
}

function question(title: string): string {
  return `<h1>Unsubscribe</h1><p>No more messages for: ${escaped(title)}?</p><form method="post"><button type="submit">Unsubscribe</button></form>`;
}

function done(title: string): string {
  return `<h1>Unsubscribed</h1><p>You get no more messages for: ${escaped(title)}.</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
