/** One way to send a first event, ready to be pasted. */
export interface FirstEventSnippet {
  readonly name: string;
  /** What has to be installed before; absent: nothing. */
  readonly needs?: string;
  readonly text: string;
}

/** How to send a first event: from a shell, a server, a website. @param origin where the engine is */
export function firstEventSnippets(origin: string, writeKey: string): readonly FirstEventSnippet[] {
  const event = { userId: 'ada', event: 'Product Viewed', properties: { product_id: 'k1', category: 'kettles', price: 49.9 } };
  const call = `{\n  userId: 'ada',\n  event: 'Product Viewed',\n  properties: { product_id: 'k1', category: 'kettles', price: 49.9 },\n}`;
  return [
    {
      name: 'Shell',
      text: `curl ${origin}/v1/track -u ${writeKey}: \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(event)}'`,
    },
    {
      name: 'Website',
      needs: 'npm install @segment/analytics-next',
      text: [
        "import { AnalyticsBrowser } from '@segment/analytics-next';",
        `const analytics = AnalyticsBrowser.load({ writeKey: '${writeKey}', cdnURL: '${origin}' });`,
        'analytics.page();',
      ].join('\n'),
    },
    {
      name: 'Node',
      needs: 'npm install @segment/analytics-node',
      text: [
        "import { Analytics } from '@segment/analytics-node';",
        `const analytics = new Analytics({ writeKey: '${writeKey}', host: '${origin}' });`,
        `analytics.track(${call});`,
        'await analytics.closeAndFlush();',
      ].join('\n'),
    },
    {
      name: 'RudderStack',
      needs: 'npm install @rudderstack/rudder-sdk-node',
      text: [
        "import RudderAnalytics from '@rudderstack/rudder-sdk-node';",
        `const analytics = new RudderAnalytics('${writeKey}', { dataPlaneUrl: '${origin}', retryCount: 10 });`,
        `analytics.track(${call});`,
        'await analytics.flush();',
      ].join('\n'),
    },
  ];
}
