import { type Static, Type } from 'typebox';
import { SecretName } from '../credentials.js';

const Pem = Type.String({ minLength: 1, maxLength: 65_536, description: 'PEM' });
const Text = Type.String({ minLength: 1, maxLength: 256 });

/** What stands under `from.mqtt`. */
export const MqttSettings = Type.Object(
  {
    url: Type.String({
      maxLength: 300,
      pattern: '^mqtts?://[A-Za-z0-9._:\\[\\]-]+/?$',
      description: 'mqtts://host:port, or mqtt:// in the clear',
    }),
    clientId: Type.String({
      minLength: 1,
      maxLength: 128,
      pattern: '^[^\\u0000]+$',
      description: 'The name of the session that the broker keeps; one that nobody else uses, and that stays the same',
    }),
    username: Type.Optional(Text),
    password: Type.Optional(SecretName),
    tls: Type.Optional(
      Type.Object(
        { ca: Type.Optional(Pem), certificate: Type.Optional(Pem), key: Type.Optional(SecretName) },
        { additionalProperties: false, description: 'An authority of your own, and a certificate to show' },
      ),
    ),
    version: Type.Optional(Type.Union([Type.Literal(4), Type.Literal(5)], { description: '4 (MQTT 3.1.1, default) or 5' })),
    topics: Type.Array(
      Type.Object(
        {
          topic: Type.String({ minLength: 1, maxLength: 1_024, pattern: '^[^\\u0000]+$', description: 'A filter such as cars/+/menu' }),
          qos: Type.Optional(Type.Union([Type.Literal(0), Type.Literal(1)], { description: 'Default 1; 0 may lose messages' })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 100 },
    ),
    payload: Type.Optional(
      Type.Union([Type.Literal('json'), Type.Literal('text'), Type.Literal('base64')], { description: 'What payloads are; default json' }),
    ),
    id: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description: "Where a message's own id stands, such as payload.id or userProperties.id",
      }),
    ),
    retained: Type.Optional(
      Type.Union([Type.Literal('take'), Type.Literal('ignore')], { description: 'What happens to retained messages; default take, once' }),
    ),
    keepSession: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,8}[smhdw]$',
        description: 'MQTT 5: how long the broker keeps what comes while we are away; default 7d',
      }),
    ),
    inFlight: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 20_000, description: 'Messages held in memory and not yet acknowledged; default 1000' }),
    ),
  },
  { additionalProperties: false },
);
export type MqttSettings = Static<typeof MqttSettings>;

/** What the schema cannot say. */
export function settingsProblems({ url, tls, topics, password, username, keepSession, version }: MqttSettings): readonly string[] {
  const problems = topics.filter(({ topic }) => !isFilter(topic)).map(({ topic }) => `${topic} is no topic filter`);
  if (new Set(topics.map(({ topic }) => topic)).size < topics.length) problems.push('a topic is named twice');
  if (tls !== undefined && url.startsWith('mqtt:')) problems.push('tls needs a url that begins with mqtts:');
  if ((tls?.certificate === undefined) !== (tls?.key === undefined)) problems.push('a certificate and its key come together');
  if (password !== undefined && username === undefined) problems.push('a password needs a username');
  if (keepSession !== undefined && version !== 5) problems.push('keepSession needs version: 5');
  if (!URL.canParse(url)) problems.push('url is no address');
  return problems;
}

/** `+` stands for a whole level, `#` for all that follow; a shared subscription is `$share/group/filter`. */
function isFilter(topic: string): boolean {
  const levels = topic.split('/');
  const filter = levels[0] === '$share' ? levels.slice(2) : levels;
  const group = levels[0] === '$share' ? levels[1] : 'none';
  if (group === undefined || group === '' || /[+#]/.test(group) || filter.length === 0) return false;
  return filter.every((level, index) =>
    level.includes('#') ? level === '#' && index === filter.length - 1 : level === '+' || !level.includes('+'),
  );
}
