/**
 * What RudderStack's SDKs fetch before they send anything: that the source is there, nothing to be sent elsewhere by the client, and
 * no figures or errors of the SDK's own to be reported.
 */
export function sourceConfig(source: string): object {
  return {
    source: {
      id: source,
      name: source,
      enabled: true,
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      destinations: [],
      connections: [],
    },
  };
}
