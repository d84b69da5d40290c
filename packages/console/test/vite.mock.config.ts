import { defineConfig, mergeConfig, type Plugin, type PreviewServer } from 'vite';
import base from '../vite.config.js';
import { mockEngine } from './mock/server.js';
import { World } from './mock/world.js';

/** The headers with which the engine serves the console: what breaks under them must break here as well. */
const HEADERS = {
  'content-security-policy': "default-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:",
  'x-content-type-options': 'nosniff',
};

/** `CUSP_MOCK=empty` starts a world in which nothing ever happened. */
function livingWorld(): World {
  const world = new World();
  if (process.env['CUSP_MOCK'] === 'empty') return world;
  const now = Date.now();
  for (let event = 600; event > 0; event -= 1) world.step(now - event * 17_000);
  world.quarantine.push(
    {
      id: 'q1',
      source: 'web',
      receivedAt: new Date(now - 90_000).toISOString(),
      reason: 'future_timestamp',
      field: 'timestamp',
      detail: 'It lies 3 days after its arrival.',
      raw: '{"event":"Product Viewed","timestamp":"2030-01-01T00:00:00Z"}',
      replayed: false,
      state: 'waiting',
    },
    {
      id: 'q2',
      source: 'app',
      receivedAt: new Date(now - 190_000).toISOString(),
      reason: 'missing_identifier',
      field: null,
      detail: 'Neither userId nor anonymousId is given.',
      raw: '{"event":"<script>alert(1)</script>"}',
      replayed: false,
      state: 'waiting',
    },
  );
  const live = () => {
    world.step();
    setTimeout(live, 40 + world.random() * 500).unref();
  };
  live();
  return world;
}

function mockPlugin(): Plugin {
  return {
    name: 'mock-engine',
    configurePreviewServer(server: PreviewServer) {
      const world = livingWorld();
      server.middlewares.use((_request, response, next) => {
        for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
        next();
      });
      server.middlewares.use(mockEngine(world));
    },
  };
}

export default mergeConfig(base, defineConfig({ plugins: [mockPlugin()], preview: { host: '127.0.0.1', port: 4480 } }));
