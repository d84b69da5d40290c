import { type TSchema, Type } from 'typebox';
import { ChannelSchema } from './channel-schema.js';
import { AnyObject, closed, Duration, Name } from './schema-words.js';

/**
 * The schema of a definition of kind `campaign`.
 * @param named what every definition has
 * @param condition of an audience
 */
export function campaignSchema(named: Readonly<Record<string, TSchema>>, condition: TSchema): TSchema {
  const cap = Type.Object({ times: Type.Integer({ minimum: 1, description: 'How often at most, at least 1' }), within: Duration }, closed);
  const goal = Type.Object(
    { performed: Type.String({ minLength: 1, maxLength: 512, description: "The event's name" }), within: Duration },
    { ...closed, description: 'What it is to change: whether customers do this within so long after they were acted on, or held out' },
  );
  return Type.Object(
    {
      kind: Type.Literal('campaign'),
      ...named,
      purpose: Type.String({ ...Name, description: 'The name of the purpose that the campaign serves: consent is asked for it' }),
      trigger: Type.Union([Type.Object({ entered: Name }, closed), Type.Object({ moment: Name }, closed)], {
        description: 'What sets it off: { entered: SEGMENT } or { moment: MOMENT }',
      }),
      audience: Type.Optional(condition),
      freshFor: Type.Optional(Duration),
      cap: Type.Optional(cap),
      holdout: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'The share that is kept out: 0 to 1' })),
      goal: Type.Optional(goal),
      channel: Type.Optional(ChannelSchema),
      channels: Type.Optional(
        Type.Array(ChannelSchema, {
          minItems: 1,
          maxItems: 3,
          description: 'Ways to reach customers, of which deciding chooses; instead of channel',
        }),
      ),
      message: AnyObject,
      approval: Type.Optional(Type.Boolean({ description: 'true: a version acts only after somebody has approved it' })),
    },
    closed,
  );
}
