import { type TSchema, Type } from 'typebox';
import { closed, Duration } from './schema-words.js';

const every = {
  rate: Type.Optional(
    Type.String({ pattern: '^[1-9][0-9]{0,5}/[smh]$', description: 'At most so many hand-overs, such as 100/s, 60/m or 1000/h' }),
  ),
  track: Type.Optional(
    Type.Boolean({ description: 'Whether deliveries, openings and clicks come back as events of the customer; default false' }),
  ),
};

/** A secret by the name under which the vault keeps it. */
const NamedSecret = Type.Object(
  { secret: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,99}$', description: 'The name under which the vault keeps it' }) },
  closed,
);

const webhook = Type.Object(
  {
    url: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2_000, description: 'An http or https address' }),
    secret: Type.Optional(
      Type.Union(
        [NamedSecret, Type.String({ minLength: 1, maxLength: 500, description: 'A Standard Webhooks secret: whsec_ and base64' })],
        {
          description: "{ secret: NAME }, the name under which the vault keeps a Standard Webhooks secret; default: the installation's own",
        },
      ),
    ),
    ...every,
  },
  closed,
);

/** A plain address, or one with a name before it in angle brackets. No line breaks: they would begin another header. */
const Mailbox = Type.String({
  pattern: '^(?:[^<>@,;\\r\\n\\x00-\\x1f]{0,200}<[^<>@\\s,;"]{1,64}@[^<>@\\s,;"]{1,200}>|[^<>@\\s,;"]{1,64}@[^<>@\\s,;"]{1,200})$',
  maxLength: 500,
  description: 'news@shop.example, or The shop <news@shop.example>',
});

const email = Type.Object(
  {
    from: Mailbox,
    replyTo: Type.Optional(Mailbox),
    server: Type.Optional(
      Type.Object(
        { secret: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,99}$', description: 'The name under which the vault keeps it' }) },
        { ...closed, description: "The server's address, smtps://user:password@host; default: the installation's own (CUSP_SMTP_URL)" },
      ),
    ),
    ...every,
  },
  closed,
);

const site = Type.Object(
  {
    placement: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}$', description: 'The place that asks, such as banner' }),
    showFor: Type.Optional(Duration),
    ...every,
  },
  closed,
);

/** Exactly one channel's key with its settings. */
export const ChannelSchema: TSchema = Type.Union(
  [Type.Object({ webhook }, closed), Type.Object({ email }, closed), Type.Object({ site }, closed)],
  { description: 'One channel: { webhook: … }, { email: … } or { site: … }' },
);
