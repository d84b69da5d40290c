import { Counter, Gauge, Registry } from 'prom-client';
import type { FrontDoor } from '../collect/front-door.js';
import type { QualityAnswer } from '../answers.js';
import type { Engine } from '../engine.js';

const OUTCOMES = ['accepted', 'duplicate', 'quarantined', 'refused'] as const;

/** The figures of the engine and its front door, read from them whenever they are asked for: nothing is counted twice, and nothing on the way of an event. */
export function engineMetrics(engine: Engine, door: FrontDoor): Registry {
  const registry = new Registry();
  registry.registerMetric(itemsCounter(engine));
  registry.registerMetric(markedCounter(engine));
  registry.registerMetric(retriesCounter(door));
  for (const metric of qualityGauges(engine)) registry.registerMetric(metric);
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
  gauge('cusp_acting_held', '1 while no campaign may act', () => (engine.overview().actingHeld === null ? 0 : 1));
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

function markedCounter(engine: Engine): Counter<'source' | 'kind'> {
  return new Counter({
    name: 'cusp_marked_events_total',
    help: "Accepted events that are marked as a bot's, by source and by what they were marked for",
    labelNames: ['source', 'kind'],
    registers: [],
    collect() {
      this.reset();
      for (const { name: source, marked } of engine.sources()) {
        for (const [kind, count] of Object.entries(marked)) this.inc({ source, kind }, count);
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
const SECOND = 1_000;

/** Each source's quality on its newest day. Watched fields are bounded, and so are these series. */
function qualityGauges(engine: Engine): Gauge[] {
  const gauge = (name: string, help: string, labelNames: readonly string[], read: (source: QualityAnswer, set: Setter) => void): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [],
      collect() {
        this.reset();
        for (const { name: source } of engine.sources()) {
          const newest = engine.quality(source, { from: engine.clock.now() - TWO_DAYS });
          if (newest !== undefined) read(newest, (labels, value) => this.set({ source, ...labels }, value));
        }
      },
    });
  return [
    gauge('cusp_source_open_alerts', "Alerts about a source's last two days", ['source'], ({ openAlerts }, set) => set({}, openAlerts)),
    gauge(
      'cusp_source_freshness_seconds',
      'From happening to arriving, on the newest day of arrival',
      ['source', 'quantile'],
      ({ days }, set) => {
        const freshness = days.findLast(({ arrived }) => arrived?.freshness != null)?.arrived?.freshness;
        if (freshness == null) return;
        set({ quantile: '0.5' }, freshness.p50 / SECOND);
        set({ quantile: '0.95' }, freshness.p95 / SECOND);
      },
    ),
    gauge(
      'cusp_source_field_completeness_ratio',
      'Share of events with a watched field, on its newest day',
      ['source', 'event', 'field'],
      ({ fields }, set) => {
        for (const { event, field, days } of fields) {
          const newest = days.at(-1);
          if (newest !== undefined) set({ event, field }, newest.present / newest.rows);
        }
      },
    ),
  ];
}

type Setter = (labels: Readonly<Record<string, string>>, value: number) => void;
const TWO_DAYS = 2 * 86_400_000;
