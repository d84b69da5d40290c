import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';

/**
 * What `@segment/analytics-next` fetches before it sends anything: where to send to, and no integration beside ours.
 * Without `metrics.sampleRate` 0 it would report its own figures to Segment; with a `plan` it would fetch a script for it from Segment.
 * @param host host and port under which the browser reached us.
 */
export function browserSettings(writeKey: string, host: string, protocol: string): object {
  const apiHost = `${host}/v1`;
  return {
    integrations: {
      'Segment.io': { apiKey: writeKey, apiHost, protocol, unbundledIntegrations: [], addBundledMetadata: true, maybeBundledConfigIds: {} },
    },
    metrics: { host: apiHost, protocol, sampleRate: 0 },
    middlewareSettings: { routingRules: [] },
    enabledMiddleware: {},
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}

/**
 * The address under which a browser reached us, by the Host header; behind a proxy that ends TLS, `X-Forwarded-Proto` says https.
 * Only the asker's own answer depends on it.
 * @throws CuspError invalid_request when the header is no host.
 */
export function reachedAt(
  host: string | undefined,
  forwardedProtocol: string | undefined,
  own: string,
): { host: string; protocol: string } {
  if (host === undefined || !/^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?$/.test(host)) {
    throw new CuspError(ERRORS.invalidRequest, 'the Host header names no host');
  }
  return { host, protocol: forwardedProtocol === 'https' || forwardedProtocol === 'http' ? forwardedProtocol : own };
}
