import { mqttKind } from './mqtt/mqtt-kind.js';
import { postgresKind } from './postgres/postgres-kind.js';
import type { FetchingKind } from './way-in.js';

/** Every way in that fetches or listens for itself. */
export const FETCHING_KINDS: readonly FetchingKind[] = [postgresKind, mqttKind];
