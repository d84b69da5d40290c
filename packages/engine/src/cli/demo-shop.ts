import { openDemoClock } from '../simulation/demo/demo-clock.js';
import { demoRoutes } from '../simulation/demo/demo-routes.js';
import type { DemoProgress } from '../simulation/demo/run-demo-world.js';
import { type Demo, startDemo } from '../simulation/demo/start-demo.js';
import { shippedDefinitions } from './shipped-definitions.js';
import type { Serve } from './server.js';
import type { RunningServer, ServerOptions } from './start-server.js';

/** Serves an engine on which the demo shop and its simulated customers live, all by one clock. */
export async function demoShop(options: ServerOptions, serve: Serve): Promise<RunningServer> {
  const { data, speed, customers, days, writeKey, adminToken, onProgress } = options;
  const {
    clock,
    base,
    close: closeClock,
  } = await openDemoClock({ directory: data, speed, onError: (error) => onProgress(`the demo's clock: ${String(error)}`) });
  const offers: { take: Demo['receiveOffer'] } = { take: () => undefined };
  const server = await serve(options, {
    clock,
    allowPrivateAddresses: ['127.0.0.0/8', '::1'],
    plugins: (engine) => [
      (app) => void app.register(demoRoutes({ secret: engine.webhookSecret, writeKey, onOffer: (offer) => offers.take(offer) })),
    ],
  });
  const receiver = { url: `${server.url}/demo/offers`, secret: server.engine.webhookSecret };
  const demo = await startDemo({
    url: server.url,
    writeKey,
    adminToken,
    clock: base,
    directory: data,
    // What every shop has, and what this one has beside it.
    workspaces: [shippedDefinitions('standard'), shippedDefinitions('shop')],
    customers,
    days,
    receiver,
    progress: reporter(onProgress),
    onRetry: (why) => onProgress(`the demo tries again: ${why}`),
  });
  offers.take = (offer) => demo.receiveOffer(offer);
  const close = async (): Promise<void> => {
    await demo.stop();
    await server.close();
    await closeClock();
  };
  return { url: server.url, links: [{ title: 'Be a customer', url: `${server.url}/tour#token=${adminToken}` }], close };
}

/** Says how loading goes, at each tenth. */
function reporter(onProgress: (message: string) => void): (progress: DemoProgress) => void {
  let said = '';
  return ({ phase, sent, share }) => {
    const step = phase === 'live' ? 'the customers live' : `${phase}: ${Math.floor(share * 10) * 10} %`;
    if (step === said) return;
    said = step;
    onProgress(phase === 'live' ? step : `${step} (${sent.toLocaleString('en')} calls)`);
  };
}
