import { useState } from 'react';
import { beginning } from '../../format/builder/beginning.js';
import { asObject, withOtherKey, withProperty } from '../../format/builder/edit.js';
import type { Field } from '../../format/builder/field.js';
import { below } from '../../format/builder/pointer.js';
import { builderTexts as texts } from '../../texts/builder-en.js';
import { type PartProps, useBuilt } from './builder-context.js';
import { NamedField } from './named-field.js';
import { QuietButton } from './quiet-button.js';

/** Keys that the writer chooses, each with its value. */
export function MapPart({ field, title, pointer, value, onChange }: PartProps & { field: Field & { as: 'map' } }) {
  const { root, Part } = useBuilt();
  const object = asObject(value, undefined);
  return (
    <>
      {Object.entries(object).map(([key, item], index) => (
        <div key={index} className="builder-pair">
          <Key names={field.names} value={key} onChange={(other) => onChange(withOtherKey(object, key, other, item))} />
          <QuietButton label={texts.remove} said={texts.removed(key)} onPress={() => onChange(withProperty(object, key, undefined))} />
          <Part
            schema={field.item}
            title={key || texts.item(title, index + 1)}
            isTitleHidden
            pointer={below(pointer, key)}
            value={item}
            onChange={(changed) => onChange(withProperty(object, key, changed))}
          />
        </div>
      ))}
      {!Object.hasOwn(object, '') && (
        <p className="builder-offers">
          <QuietButton
            label={texts.another}
            said={texts.anotherOf(title)}
            onPress={() => onChange(withProperty(object, '', beginning(field.item, root)))}
          />
        </p>
      )}
    </>
  );
}

/** A key: what is typed stays here while another has it already. */
function Key({ names, value, onChange }: { names: string | undefined; value: string; onChange: (key: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  return (
    <NamedField
      label={texts.key}
      isLabelHidden
      names={names}
      known={[]}
      value={typed}
      onChange={(key) => {
        setTyped(key);
        onChange(key);
      }}
    />
  );
}
