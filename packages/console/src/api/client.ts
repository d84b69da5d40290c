import { person } from '../session/person.js';
import { session } from '../session/session.js';
import { type Parameters, withParameters } from './parameters.js';
import { problemFrom, unreachable } from './problem.js';

/**
 * Asks the management API, as whoever is signed in. `path` is below `/api/v1`.
 * @throws ApiError for every answer that is not 2xx, and when there is none. A 401 also ends the session.
 */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const body = await (await answered(path, init)).text();
  // Of what was done there may be nothing to say (204).
  return (body === '' ? undefined : JSON.parse(body)) as T;
}

/** Fetches a file and hands it to whoever works here. @throws ApiError as {@link request} */
export async function download(path: string, name: string): Promise<void> {
  saveFile(await (await answered(path, {})).blob(), name);
}

/** Hands a file to whoever works here. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it over by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

/** The answer when it is 2xx. */
async function answered(path: string, init: RequestInit): Promise<Response> {
  const now = session.now();
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { ...init, headers: { ...changing(init), ...jsonHeader(init) } });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable(error instanceof Error ? error.message : String(error));
  }
  if (response.status === 401 && now.status === 'in') session.ended(now.number);
  if (!response.ok) throw problemFrom(response.status, await response.text());
  return response;
}

/** `GET path?parameters`; parameters that are undefined are left out. */
export function get<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(withParameters(path, parameters), signal ? { signal } : {});
}

/** `POST path` with a JSON body. */
export function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return request<T>(path, { method: 'POST', body: JSON.stringify(body), ...(signal !== undefined && { signal }) });
}

/** `PUT path` with a JSON body. */
export function put<T>(path: string, body: unknown): Promise<T> {
  return request<T>(path, { method: 'PUT', body: JSON.stringify(body) });
}

/** `DELETE path`. */
export function remove<T>(path: string): Promise<T> {
  return request<T>(path, { method: 'DELETE' });
}

/** What goes with a change: that it comes from this page, and who makes it, for the record of the admin token. */
function changing({ method }: RequestInit): Record<string, string> {
  if (method === undefined) return {};
  const name = person.name();
  const csrf = session.csrf();
  return { ...(name === '' ? {} : { 'x-cusp-by': encodeURIComponent(name) }), ...(csrf === null ? {} : { 'x-cusp-csrf': csrf }) };
}

function jsonHeader(init: RequestInit): Record<string, string> {
  if (init.body === undefined) return {};
  return { 'content-type': init.body instanceof Blob ? 'application/octet-stream' : 'application/json' };
}
