/**
 * Publishes simulated drives to a broker: node examples/connected-car/publish-drive.mjs [mqtt://127.0.0.1:1883] [drives] [seed]
 * Needs a built engine (`npm run build`). The same seed gives the same drives, ending about now.
 */
import mqtt from 'mqtt';
import { drive } from '../../packages/engine/dist/simulation/cars/drive.js';
import { Random } from '../../packages/engine/dist/simulation/random.js';

const [url = 'mqtt://127.0.0.1:1883', drives = '5', seed = 'a drive'] = process.argv.slice(2);
const random = Random.of(seed);
const client = await mqtt.connectAsync(url, { clientId: `cars-${process.pid}` });
let published = 0;
for (let n = 0; n < Number(drives); n++) {
  const { messages } = drive(random.forkAt(n), { car: `car${n}`, driver: `driver${n}`, start: Date.now() - 2 * 3_600_000 });
  for (const { topic, payload } of messages) await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
  published += messages.length;
}
await client.endAsync();
console.log(`${published} messages of ${drives} drives published to ${url}`);
