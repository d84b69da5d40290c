import type { FastifyRequest } from 'fastify';
import { SESSION_LIMIT } from '../engine/access/sessions.js';

type Headers = FastifyRequest['headers'];

/** What the cookie is called: engines on one machine differ by their port only, which cookies do not see. */
function nameFor(headers: Headers, secure: boolean): string {
  const port = /:(\d{1,5})$/.exec(headers.host ?? '')?.[1];
  return `${secure ? '__Host-' : ''}cusp_session${port === undefined ? '' : `_${port}`}`;
}

/** Whether the browser came by https, as it says itself, or the proxy that ends it. */
function isSecure(request: FastifyRequest): boolean {
  const { headers, protocol } = request;
  return protocol === 'https' || (headers.origin ?? '').startsWith('https://') || headers['x-forwarded-proto'] === 'https';
}

/** The session's secret in a request; the one that only https carries goes first. */
export function sessionSecret({ headers }: FastifyRequest): string | undefined {
  const { cookie } = headers;
  if (cookie === undefined) return undefined;
  for (const name of [nameFor(headers, true), nameFor(headers, false)]) {
    const found = cookie
      .split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(`${name}=`));
    if (found !== undefined) return found.slice(name.length + 1);
  }
  return undefined;
}

/** The header that gives a browser its session; no script reads it, no other site sends it. */
export function sessionCookie(request: FastifyRequest, secret: string): string {
  return cookieText(request, secret, SESSION_LIMIT / 1_000);
}

/** The header that takes it away. */
export function noSessionCookie(request: FastifyRequest): string {
  return cookieText(request, '', 0);
}

function cookieText(request: FastifyRequest, value: string, maxAgeSeconds: number): string {
  const secure = isSecure(request);
  const name = nameFor(request.headers, secure);
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`;
}
