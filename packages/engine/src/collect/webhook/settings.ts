import { type Static, type TSchema, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

const SecretName = Type.Object(
  { secret: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}$', description: 'The name under which the vault keeps it' }) },
  closed,
);
/** One secret, or several while an old one is being replaced: any of them is good. */
const Secrets = Type.Union([SecretName, Type.Array(SecretName, { minItems: 1, maxItems: 5 })]);
const Header = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,99}$', description: 'A header, in any case' });
const Path = Type.String({ minLength: 1, maxLength: 256, description: 'A path in the body, such as event.id' });
const Tolerance = Type.Optional(
  Type.String({ pattern: '^[1-9]\\d{0,5}[smh]$', description: 'How far the stamp may be from now; default 5m' }),
);

const Hmac = Type.Object(
  {
    algorithm: Type.Union([Type.Literal('sha256'), Type.Literal('sha1'), Type.Literal('sha512')]),
    header: Header,
    secret: Secrets,
    encoding: Type.Optional(Type.Union([Type.Literal('hex'), Type.Literal('base64')], { description: 'Default hex' })),
    prefix: Type.Optional(Type.String({ minLength: 1, maxLength: 32, description: 'What stands before it, such as sha256=' })),
    part: Type.Optional(
      Type.String({ pattern: '^[a-z][a-z0-9]{0,15}$', description: 'Of a header like t=…,v1=…: the part with the signature' }),
    ),
    signed: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'What is signed, of {timestamp} and {body}; default {body}' }),
    ),
    timestamp: Type.Optional(
      Type.Object(
        {
          header: Type.Optional(Header),
          part: Type.Optional(
            Type.String({ pattern: '^[a-z][a-z0-9]{0,15}$', description: 'Of the signature header: the part with the time' }),
          ),
          tolerance: Tolerance,
        },
        { ...closed, description: 'The time of signing, in Unix seconds, milliseconds or RFC 3339: by header or by part' },
      ),
    ),
  },
  { ...closed, description: 'An HMAC over the raw body' },
);

const Signature = Type.Union(
  [
    Type.Literal('none', { description: 'Anybody who knows the address may send. Has to be written out' }),
    Type.Object(
      { standard: Type.Object({ secret: Secrets, tolerance: Tolerance }, closed) },
      { ...closed, description: 'Standard Webhooks' },
    ),
    Type.Object({ hmac: Hmac }, closed),
    Type.Object(
      {
        token: Type.Object(
          { header: Header, secret: Secrets, prefix: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })) },
          { ...closed, description: 'The secret itself in a header' },
        ),
      },
      closed,
    ),
    Type.Object(
      { basic: Type.Object({ user: Type.String({ minLength: 1, maxLength: 200 }), secret: Secrets }, closed) },
      { ...closed, description: 'Basic authentication; the secret is the password' },
    ),
  ],
  { description: 'How the sender proves who it is' },
);

const Challenge = Type.Union(
  [
    Type.Object(
      {
        query: Type.String({ minLength: 1, maxLength: 100, description: 'GET: this parameter of the address is sent back' }),
        token: Type.Optional(
          Type.Object(
            { query: Type.String({ minLength: 1, maxLength: 100 }), secret: Secrets },
            { ...closed, description: 'Only when this parameter is the secret' },
          ),
        ),
      },
      closed,
    ),
    Type.Object(
      {
        body: Type.Object(
          {
            path: Path,
            when: Type.Record(Type.String(), Type.String(), { description: 'Texts that the body has at these paths' }),
          },
          { ...closed, description: 'POST: what stands at this path of such a body is sent back' },
        ),
      },
      closed,
    ),
  ],
  { description: 'What the sender asks for when it verifies the address' },
);

/** What stands under `from.webhook` of a source. */
export const WebhookSettings: TSchema = Type.Object(
  {
    signature: Signature,
    deliveryId: Type.Optional(
      Type.Union([Type.Object({ header: Header }, closed), Type.Object({ path: Path }, closed)], {
        description:
          'What names a delivery, so that its repetition counts once; default: webhook-id of Standard Webhooks, else a hash of the body',
      }),
    ),
    each: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description: 'The path of an array whose elements are deliveries of their own; a body that is an array is taken so by itself',
      }),
    ),
    challenge: Type.Optional(Challenge),
  },
  closed,
);
export type WebhookSettings = {
  readonly signature: Static<typeof Signature>;
  readonly deliveryId?: { readonly header: string } | { readonly path: string };
  readonly each?: string;
  readonly challenge?: Static<typeof Challenge>;
};
export type HmacSettings = Static<typeof Hmac>;
export type SecretNames = Static<typeof Secrets>;
