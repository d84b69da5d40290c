import type { FetchingKind } from '../way-in.js';
import { Listening } from './listening.js';
import { MqttSettings, settingsProblems } from './settings.js';

/** Messages of devices and vehicles, by a broker. */
export const mqttKind: FetchingKind = {
  wayIn: 'mqtt',
  settings: MqttSettings,
  problems: (settings) => settingsProblems(settings as MqttSettings),
  open: (input) => new Listening(input),
};
