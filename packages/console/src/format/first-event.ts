/** How to send a first event with nothing but a shell. */
export function firstEventCommand(origin: string, writeKey: string): string {
  const event = { userId: 'ada', event: 'Product Viewed', properties: { product_id: 'k1', category: 'kettles', price: 49.9 } };
  return `curl ${origin}/v1/track -u ${writeKey}: \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(event)}'`;
}
