import { fieldOf } from '../../format/builder/field.js';
import { resolved } from '../../format/builder/schema.js';
import { readScalar, scalarText } from '../../format/builder/scalar.js';
import { builderTexts as texts } from '../../texts/builder-en.js';
import { CheckField, ChoiceField, FieldGroup, NumberField } from '../form-fields.js';
import { type SchemaPartProps, useBuilt } from './builder-context.js';
import { ChoicePart } from './choice-part.js';
import { ListPart } from './list-part.js';
import { MapPart } from './map-part.js';
import { NamedField } from './named-field.js';
import { ObjectPart } from './object-part.js';
import { PartProblems } from './part-problems.js';
import { TypedField } from './typed-field.js';

/** The part of a form for a schema, whatever it says: nothing here knows what is being defined. */
export function SchemaPart({ schema, ...part }: SchemaPartProps) {
  return (
    <div className="builder-part">
      <PartOfField schema={schema} {...part} />
      <PartProblems pointer={part.pointer} />
    </div>
  );
}

function PartOfField({ schema, isAmongOthers = false, ...part }: SchemaPartProps) {
  const { root } = useBuilt();
  const { title, isTitleHidden = false, value, onChange } = part;
  const shape = resolved(schema, root);
  const field = fieldOf(shape, root);
  const common = { label: title, isLabelHidden: isTitleHidden };
  switch (field.as) {
    case 'object':
      return (
        <Group title={title} isTitleHidden={isTitleHidden || field.bare !== undefined}>
          <ObjectPart field={field} {...part} />
        </Group>
      );
    case 'map':
      return (
        <Group title={title} isTitleHidden={isTitleHidden}>
          <MapPart field={field} {...part} />
        </Group>
      );
    case 'list':
      return (
        <Group title={title} isTitleHidden={isTitleHidden}>
          <ListPart field={field} {...part} />
        </Group>
      );
    case 'choice':
      return <ChoicePart choice={shape} branches={field.branches} isAmongOthers={isAmongOthers} {...part} />;
    case 'words':
      return <ChoiceField {...common} value={textOf(value)} options={field.words.map((name) => ({ name }))} onChange={onChange} />;
    case 'text':
      return (
        <NamedField
          {...common}
          hint={field.names === undefined ? (schema.description ?? shape.description) : undefined}
          names={field.names}
          known={field.known}
          value={textOf(value)}
          onChange={onChange}
        />
      );
    case 'number':
      return <NumberField {...common} value={typeof value === 'number' ? value : undefined} onChange={onChange} />;
    case 'yesNo':
      return <CheckField label={title} value={value === true} onChange={onChange} />;
    case 'scalar':
      return <TypedField {...common} value={value} write={scalarText} read={readScalar} onChange={onChange} />;
    case 'anything':
      return <p className="dim">{texts.kept}</p>;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function Group({ title, isTitleHidden, children }: { title: string; isTitleHidden: boolean; children: React.ReactNode }) {
  return isTitleHidden ? (
    <div role="group" aria-label={title} className="builder-group">
      {children}
    </div>
  ) : (
    <FieldGroup title={title}>{children}</FieldGroup>
  );
}
