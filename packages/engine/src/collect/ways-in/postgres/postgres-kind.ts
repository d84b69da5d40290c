import type { FetchingKind } from '../way-in.js';
import { Pulling } from './pulling.js';
import { PostgresSettings, settingsProblems } from './settings.js';

/** Rows of a PostgreSQL database, by a scheduled pull of what changed. */
export const postgresKind: FetchingKind = {
  wayIn: 'postgres',
  settings: PostgresSettings,
  problems: (settings) => settingsProblems(settings as PostgresSettings),
  open: (input) => new Pulling(input),
};
