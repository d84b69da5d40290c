import { formTexts } from '../../texts/forms-en.js';
import { beginning } from '../../format/builder/beginning.js';
import { asObject, withOtherKey, withProperty } from '../../format/builder/edit.js';
import { below } from '../../format/builder/pointer.js';
import type { Field, Property } from '../../format/builder/field.js';
import { isSame } from '../../format/builder/schema.js';
import { builderTexts as texts } from '../../texts/builder-en.js';
import { type PartProps, useBuilt } from './builder-context.js';
import { QuietButton } from './quiet-button.js';

/** With more parts than this that may be there or not, one is chosen where it stands, as an operator is; fewer are offered each by its name. */
const FEW = 10;

/** An object: what it has to have, what is written of the rest, and a way to add more. What its schema does not know stays as it is. */
export function ObjectPart({
  field,
  hidden = [],
  title,
  pointer,
  value,
  onChange,
}: PartProps & { field: Field & { as: 'object' }; hidden?: readonly string[] }) {
  const { root, Part } = useBuilt();
  const { properties, bare } = field;
  const object = asObject(value, bare);
  const seen = properties.filter(({ key }) => !hidden.includes(key));
  const loose = seen.filter(({ isRequired }) => !isRequired);
  const isFew = loose.length <= FEW;
  const has = ({ key }: Property) => Object.hasOwn(object, key);
  // A few stand in the schema's order; of many, those that are written in the order in which they are.
  const fixed = seen.filter((property) => property.isRequired || (isFew && has(property)));
  const chosen = isFew ? [] : Object.keys(object).flatMap((key) => loose.find((one) => one.key === key) ?? []);
  const absent = loose.filter((property) => !has(property));
  const beyond = Object.keys(object).filter((key) => properties.every((one) => one.key !== key));
  const set = (key: string, item: unknown) => onChange(withProperty(value, key, item, bare));
  const partOf = (property: Property, isTitleHidden = false) => ({
    schema: property.schema,
    title: property.title,
    isTitleHidden,
    // A bare value stands where its object would.
    pointer: object === value ? below(pointer, property.key) : pointer,
    value: object[property.key],
    onChange: (item: unknown) => set(property.key, item),
  });
  const begin = (property: Property) => set(property.key, beginning(property.schema, root));
  const change = (from: Property, to: Property) => {
    const item = isSame(from.schema, to.schema) ? object[from.key] : beginning(to.schema, root);
    onChange(withOtherKey(value, from.key, to.key, item, bare));
  };
  const [next] = absent;
  return (
    <>
      {fixed.map((property) => (
        <div key={property.key} className={property.isRequired ? 'builder-group' : 'builder-loose'}>
          <Part {...partOf(property)} />
          {!property.isRequired && <Removal property={property} onRemove={() => set(property.key, undefined)} />}
        </div>
      ))}
      {chosen.map((property) => (
        <div key={property.key} className="builder-compared">
          <Operator of={title} property={property} others={absent} onChange={(other) => change(property, other)} />
          <Part {...partOf(property, true)} />
          {chosen.length > 1 && <Removal property={property} onRemove={() => set(property.key, undefined)} />}
        </div>
      ))}
      {isFew ? (
        <Offers of={title} absent={absent} onAdd={begin} />
      ) : (
        next !== undefined && <QuietButton label={texts.compare} said={texts.addTo(texts.compare, title)} onPress={() => begin(next)} />
      )}
      {beyond.length > 0 && <p className="dim">{formTexts.beyond(beyond.join(', '))}</p>}
    </>
  );
}

function Operator({
  of,
  property,
  others,
  onChange,
}: {
  of: string;
  property: Property;
  others: readonly Property[];
  onChange: (other: Property) => void;
}) {
  return (
    <select
      aria-label={texts.how(of)}
      value={property.key}
      onChange={(event) => {
        const chosen = others.find(({ key }) => key === event.target.value);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      {[property, ...others].map(({ key, title }) => (
        <option key={key} value={key}>
          {title}
        </option>
      ))}
    </select>
  );
}

function Removal({ property, onRemove }: { property: Property; onRemove: () => void }) {
  return <QuietButton label={texts.remove} said={texts.removed(property.title)} onPress={onRemove} />;
}

function Offers({ of, absent, onAdd }: { of: string; absent: readonly Property[]; onAdd: (property: Property) => void }) {
  if (absent.length === 0) return null;
  return (
    <p className="builder-offers">
      {absent.map((property) => (
        <QuietButton
          key={property.key}
          label={texts.add(property.title)}
          said={texts.addTo(property.title, of)}
          onPress={() => onAdd(property)}
        />
      ))}
    </p>
  );
}
