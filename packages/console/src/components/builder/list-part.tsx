import { beginning } from '../../format/builder/beginning.js';
import { itemsOf, moved, withItems } from '../../format/builder/edit.js';
import { type Field, fieldOf, isLeaf } from '../../format/builder/field.js';
import { below } from '../../format/builder/pointer.js';
import { builderTexts as texts } from '../../texts/builder-en.js';
import { type PartProps, useBuilt } from './builder-context.js';
import { QuietButton } from './quiet-button.js';

/** A list: each item with its place, to be moved and taken away, and a way to add one. */
export function ListPart({ field, title, pointer, value, onChange }: PartProps & { field: Field & { as: 'list' } }) {
  const { root, Part } = useBuilt();
  const items = itemsOf(value, field.bare);
  // The order of single values says nothing.
  const areLeaves = isLeaf(fieldOf(field.item, root));
  const set = (changed: readonly unknown[]) => onChange(withItems(changed, field.bare, value));
  return (
    <>
      <ol className="builder-list">
        {items.map((item, index) => {
          const named = texts.item(title, index + 1);
          return (
            <li key={index} className={areLeaves ? 'builder-leaf' : 'builder-item'}>
              <Part
                schema={field.item}
                title={named}
                isTitleHidden
                isAmongOthers
                pointer={Array.isArray(value) ? below(pointer, index) : pointer}
                value={item}
                onChange={(changed) => set(items.with(index, changed ?? ''))}
              />
              <span className="builder-item-actions">
                {!areLeaves && index > 0 && (
                  <QuietButton label="↑" said={texts.up(named)} onPress={() => set(moved(items, index, index - 1))} />
                )}
                {!areLeaves && index < items.length - 1 && (
                  <QuietButton label="↓" said={texts.down(named)} onPress={() => set(moved(items, index, index + 1))} />
                )}
                {items.length > field.fewest && (
                  <QuietButton label={texts.remove} said={texts.removed(named)} onPress={() => set(items.toSpliced(index, 1))} />
                )}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="builder-offers">
        <QuietButton label={texts.another} said={texts.anotherOf(title)} onPress={() => set([...items, beginning(field.item, root)])} />
      </p>
    </>
  );
}
