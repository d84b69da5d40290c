import type { AlertAnswer, Page, QualityAnswer } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { AlertItem, AlertList, SourceQuality } from '../contract.js';

export function presentAlert(alert: AlertAnswer): AlertItem {
  const { alertId, source, kind, event, field, by, day, value, expected, score, observedAt, open, words } = alert;
  const about = { event, field, by: by && { ...by }, day };
  return { alertId, source, kind, ...about, value, expected, score, observedAt: formatInstant(observedAt), open, words };
}

export function presentAlerts({ items, nextCursor }: Page<AlertAnswer>): AlertList {
  return { alerts: items.map(presentAlert), nextCursor };
}

export function presentQuality({ source, by, openAlerts, days, hours, fields, drift }: QualityAnswer): SourceQuality {
  return {
    source,
    by,
    openAlerts,
    days: days.map(({ events, arrived, ...day }) => ({
      ...day,
      events: events.map((event) => ({ ...event })),
      arrived: arrived && { ...arrived, reasons: arrived.reasons.map((reason) => ({ ...reason })) },
    })),
    hours: hours.map(({ at, accepted }) => ({ at: formatInstant(at), accepted })),
    fields: fields.map(({ days: figures, values, categories, ...field }) => ({
      ...field,
      days: figures.map((day) => ({ ...day })),
      values: values.map((value) => ({ ...value })),
      categories: categories && categories.map((category) => ({ ...category })),
    })),
    drift: drift.map(({ types, ...change }) => ({ ...change, types: [...types] })),
  };
}
