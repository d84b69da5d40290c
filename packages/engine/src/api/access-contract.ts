import { type Static, Type } from 'typebox';

/** What is asked and answered about who may come in, and about what they did. */

const OrNull = Type.Union([Type.String(), Type.Null()]);
const Closed = { additionalProperties: false };
const Password = Type.String({ maxLength: 256 });

export const RoleName = Type.Union([Type.Literal('viewer'), Type.Literal('editor'), Type.Literal('approver'), Type.Literal('admin')]);
export type RoleName = Static<typeof RoleName>;

const PersonFields = {
  id: Type.String(),
  login: Type.String(),
  name: Type.String(),
  role: RoleName,
};

export const PersonItem = Type.Object({
  ...PersonFields,
  state: Type.Union([Type.Literal('active'), Type.Literal('invited'), Type.Literal('removed')]),
  createdAt: Type.String(),
  lastSignedInAt: OrNull,
});
export type PersonItem = Static<typeof PersonItem>;

/** GET /api/v1/people */
export const PersonList = Type.Object({ people: Type.Array(PersonItem) });
export type PersonList = Static<typeof PersonList>;

/** POST /api/v1/people */
export const InviteRequest = Type.Object(
  { login: Type.String({ maxLength: 400 }), name: Type.String({ maxLength: 400 }), role: RoleName },
  Closed,
);
/** An invitation: its link sets a password, once. `path` is below the console's address, and is shown once. */
export const Invitation = Type.Object({ person: PersonItem, path: Type.String(), expiresAt: Type.String() });
export type Invitation = Static<typeof Invitation>;

export const PersonChangeRequest = Type.Object(
  { name: Type.Optional(Type.String({ maxLength: 400 })), role: Type.Optional(RoleName) },
  Closed,
);

/** POST /api/v1/session: login and password, or the admin token. */
export const SignInRequest = Type.Union([
  Type.Object({ login: Type.String({ maxLength: 400 }), password: Password }, Closed),
  Type.Object({ token: Type.String({ maxLength: 4096 }) }, Closed),
]);

/** Who is signed in, and what they may; everything null when nobody is. */
export const SessionState = Type.Object({
  person: Type.Union([Type.Object(PersonFields), Type.Null()], { description: 'null with the admin token, or when nobody is signed in' }),
  role: Type.Union([RoleName, Type.Null()], { description: 'null: nobody is signed in' }),
  may: Type.Array(RoleName, { description: 'Every role that theirs includes' }),
  csrf: Type.Union([Type.String(), Type.Null()], {
    description: 'To be sent as X-Cusp-Csrf with what changes something; null without a cookie',
  }),
});
export type SessionState = Static<typeof SessionState>;

/** POST /api/v1/invitations */
export const InvitationAsked = Type.Object({ invitation: Type.String({ maxLength: 200 }) }, Closed);
export const Invited = Type.Object({ login: Type.String(), name: Type.String() });
export type Invited = Static<typeof Invited>;
/** POST /api/v1/invitations/accept */
export const AcceptRequest = Type.Object({ invitation: Type.String({ maxLength: 200 }), password: Password }, Closed);
/** PUT /api/v1/session/password */
export const PasswordRequest = Type.Object({ current: Password, next: Password }, Closed);

export const TokenItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  personId: OrNull,
  owner: Type.Union([Type.String(), Type.Null()], { description: 'null: made with the admin token' }),
  role: RoleName,
  createdAt: Type.String(),
  expiresAt: Type.String(),
  lastUsedAt: Type.Union([Type.String(), Type.Null()], { description: 'To the hour' }),
});
export type TokenItem = Static<typeof TokenItem>;
export const TokenList = Type.Object({ tokens: Type.Array(TokenItem) });
export type TokenList = Static<typeof TokenList>;
export const TokenRequest = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }), role: RoleName, days: Type.Integer({ minimum: 1, maximum: 366 }) },
  Closed,
);
/** The token itself is shown once. */
export const IssuedToken = Type.Object({ token: TokenItem, secret: Type.String() });
export type IssuedToken = Static<typeof IssuedToken>;

/** One line of the journal of changes. */
export const ChangeItem = Type.Object({
  id: Type.String(),
  at: Type.String(),
  by: Type.String(),
  action: Type.String(),
  about: Type.Object({ kind: Type.String(), name: Type.String() }),
  detail: OrNull,
  reason: OrNull,
});
export type ChangeItem = Static<typeof ChangeItem>;
/** GET /api/v1/changes */
export const ChangeList = Type.Object({ items: Type.Array(ChangeItem), nextCursor: OrNull });
export type ChangeList = Static<typeof ChangeList>;
