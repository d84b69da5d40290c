import { person } from '../session/person.js';
import { session } from '../session/session.js';
import { type Parameters, withParameters } from './parameters.js';
import { problemFrom, unreachable } from './problem.js';

/**
 * Asks the management API. `path` is below `/api/v1`.
 * @throws ApiError for every answer that is not 2xx, and when there is none. A 401 also ends the session.
 */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const token = session.token();
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { ...init, headers: { ...authorization(token), ...actingPerson(init), ...jsonHeader(init) } });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable(error instanceof Error ? error.message : String(error));
  }
  const body = await response.text();
  if (response.status === 401 && session.token() === token) session.signOut();
  if (!response.ok) throw problemFrom(response.status, body);
  return JSON.parse(body) as T;
}

/** `GET path?parameters`; parameters that are undefined are left out. */
export function get<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(withParameters(path, parameters), signal ? { signal } : {});
}

/** `POST path` with a JSON body. */
export function post<T>(path: string, body: unknown): Promise<T> {
  return request<T>(path, { method: 'POST', body: JSON.stringify(body) });
}

/** `PUT path` with a JSON body. */
export function put<T>(path: string, body: unknown): Promise<T> {
  return request<T>(path, { method: 'PUT', body: JSON.stringify(body) });
}

/** `DELETE path`. */
export function remove<T>(path: string): Promise<T> {
  return request<T>(path, { method: 'DELETE' });
}

/** Who changes something, for the record. */
function actingPerson({ method }: RequestInit): Record<string, string> {
  const name = person.name();
  return method === undefined || name === '' ? {} : { 'x-cusp-by': encodeURIComponent(name) };
}

function authorization(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function jsonHeader(init: RequestInit): Record<string, string> {
  return init.body === undefined ? {} : { 'content-type': 'application/json' };
}
