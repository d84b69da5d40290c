/**
 * Publishes the drives of a fleet whose cars got new software in the middle: node examples/connected-car/publish-fleet.mjs [mqtt://127.0.0.1:1883] [drivers of each model] [seed]
 * Of three models one has a menu that the release made better (Seats of Alto) and one that it made worse (Navigation of Alto): what `cusp insight features` is to find.
 * Needs a built engine (`npm run build`). The last drive was yesterday.
 */
import mqtt from 'mqtt';
import { fleet } from '../../packages/engine/dist/simulation/cars/fleet.js';
import { Random } from '../../packages/engine/dist/simulation/random.js';

const [url = 'mqtt://127.0.0.1:1883', drivers = '40', seed = 'a release'] = process.argv.slice(2);
const DAY = 86_400_000;
const DRIVES = 6;
const release = Math.floor(Date.now() / DAY) * DAY - (DRIVES + 1) * DAY;
const changes = [
  { menu: 'Seats', model: 'Alto', trouble: 0.02 },
  { menu: 'Navigation', model: 'Alto', trouble: 0.75 },
];
const client = await mqtt.connectAsync(url, { clientId: `fleet-${process.pid}` });
let published = 0;
const options = { models: ['Alto', 'Brio', 'Corso'], drivers: Number(drivers), drives: DRIVES, release, changes };
for (const { topic, payload } of fleet(Random.of(seed), options)) {
  await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
  published++;
}
await client.endAsync();
console.log(`${published} messages published to ${url}. Now ask:`);
const day = new Date(release).toISOString().slice(0, 10);
console.log(`npm run cusp -- insight features --by properties.menu --split properties.model --release ${day}`);
