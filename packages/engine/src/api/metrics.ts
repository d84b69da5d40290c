import { Counter, Gauge, Registry } from 'prom-client';
import type { FrontDoor } from '../collect/front-door.js';
import type { Engine } from '../engine.js';

const OUTCOMES = ['accepted', 'duplicate', 'quarantined', 'refused'] as const;

/** The figures of the engine and its front door, read from them whenever they are asked for: nothing is counted twice, and nothing on the way of an event. */
export function engineMetrics(engine: Engine, door: FrontDoor): Registry {
  const registry = new Registry();
  registry.registerMetric(itemsCounter(engine));
  registry.registerMetric(retriesCounter(door));
  const gauge = (name: string, help: string, read: () => number): void => {
    const metric = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(read());
      },
    });
    registry.registerMetric(metric);
  };
  gauge('cusp_customers', 'Customers who exist now', () => engine.overview().customers);
  gauge('cusp_events', 'Events kept', () => engine.overview().events);
  gauge('cusp_warehouse_lag_entries', 'Journal entries that are not yet in the warehouse', () => engine.overview().warehouseLag);
  gauge('cusp_journal_failed', '1 while the journal cannot be written', () => (engine.overview().journalFailed === null ? 0 : 1));
  gauge('cusp_collect_wait_seconds', 'How long the requests that wait now will take', () => door.wait / 1000);
  gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  return registry;
}

function itemsCounter(engine: Engine): Counter<'source' | 'outcome'> {
  return new Counter({
    name: 'cusp_items_total',
    help: 'Items by source and outcome',
    labelNames: ['source', 'outcome'],
    registers: [],
    collect() {
      this.reset();
      for (const { name, accounting } of engine.sources()) {
        for (const outcome of OUTCOMES) this.inc({ source: name, outcome }, accounting[outcome]);
      }
    },
  });
}

function retriesCounter(door: FrontDoor): Counter<'source'> {
  return new Counter({
    name: 'cusp_retried_requests_total',
    help: 'Requests that their clients say to have sent before, by source',
    labelNames: ['source'],
    registers: [],
    collect() {
      this.reset();
      for (const [source, count] of door.retries) this.inc({ source }, count);
    },
  });
}
