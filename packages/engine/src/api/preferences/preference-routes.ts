import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import { emptyPage, PAGE_HEADERS, preferencePage } from './page.js';
import { de } from './texts-de.js';
import { en } from './texts-en.js';
import type { PreferenceTexts } from './texts.js';

type Asked = { readonly Params: { readonly token: string }; readonly Querystring: { readonly saved?: string; readonly lang?: string } };

const PATH = '/preferences/:token';
const MOST_FORM_BYTES = 65_536;
/** Since when Global Privacy Control is heeded here. */
const GPC_SINCE = '2026-11-23';

/** The page on which customers see what is known of them and choose, by a link that was made for them; and that Global Privacy Control is heeded. */
export function preferenceRoutes(app: FastifyInstance, engine: Engine): void {
  app.get('/.well-known/gpc.json', { schema: { hide: true } }, () => ({ gpc: true, lastUpdate: GPC_SINCE }));
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MOST_FORM_BYTES },
      (_request, body, done) => done(null, new URLSearchParams(body as string)),
    );
    scope.get<Asked>(PATH, { schema: { hide: true } }, ({ params, query, headers }, reply) => {
      const texts = textsFor(query.lang, headers['accept-language']);
      return show(engine, params.token, texts, query.saved === '1', reply);
    });
    scope.post<Asked>(PATH, { schema: { hide: true } }, async ({ params: { token }, query, headers, body }, reply) => {
      const identifier = opened(engine, token);
      const form = body instanceof URLSearchParams ? body : new URLSearchParams();
      if (!engine.consents.isOfForm(token, form.get('form') ?? ''))
        throw new CuspError(ERRORS.invalidRequest, 'this form was not sent from the page; open the link again');
      await save(engine, identifier, form, textsFor(query.lang, headers['accept-language']).language);
      const language = query.lang === undefined ? '' : `&lang=${encodeURIComponent(query.lang)}`;
      return reply.headers(PAGE_HEADERS).redirect(`/preferences/${token}?saved=1${language}`, 303);
    });
  });
}

/** @throws CuspError not_found for a link that was not made here or has expired */
function opened(engine: Engine, token: string): Identifier {
  const identifier = engine.consents.open(token);
  if (identifier === undefined) throw new CuspError(ERRORS.notFound, 'this link was not made here, is not whole, or has expired');
  return identifier;
}

function show(engine: Engine, token: string, texts: PreferenceTexts, saved: boolean, reply: FastifyReply): FastifyReply {
  const identifier = opened(engine, token);
  const { consents } = engine;
  const ledger = consents.ledger(identifier);
  const customer = engine.customer(identifier);
  const html =
    ledger === undefined || customer === undefined
      ? emptyPage(texts)
      : preferencePage({
          texts,
          ledger,
          saved,
          identifiers: customer.identifiers,
          traits: customer.traits,
          segments: customer.segments.map(({ name }) => {
            const segment = engine.segment(name);
            return { title: segment?.title ?? name, words: segment?.words ?? '' };
          }),
          textOf: (purpose) => consents.textOf(purpose, texts.language)?.text,
          formToken: consents.formToken(token),
        });
  return reply
    .type('text/html; charset=utf-8')
    .headers({ ...PAGE_HEADERS, 'content-language': texts.language })
    .send(html);
}

/** Only what has changed is a choice: who saves the page unchanged has not chosen again. */
async function save(engine: Engine, identifier: Identifier, form: URLSearchParams, language: string): Promise<void> {
  const standing = engine.consents.ledger(identifier)?.standing ?? [];
  const choices: Record<string, boolean> = {};
  const texts: Record<string, string> = {};
  for (const { purpose, state } of standing) {
    const given = form.get(`purpose.${purpose}`);
    if (given !== 'yes' && given !== 'no') continue;
    if (state === (given === 'yes' ? 'granted' : 'denied')) continue;
    choices[purpose] = given === 'yes';
    const shown = engine.consents.textOf(purpose, language);
    if (shown !== undefined) texts[purpose] = shown.version;
  }
  if (Object.keys(choices).length > 0) await engine.consents.choose(identifier, { choices, way: 'preferencePage', texts });
}

function textsFor(asked: string | undefined, accepted: string | undefined): PreferenceTexts {
  const language = (asked ?? accepted ?? '').trim().toLowerCase();
  return language.startsWith('de') ? de : en;
}
