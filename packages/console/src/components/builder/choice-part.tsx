import { useRef } from 'react';
import { beginning, contents, holderAt, switched } from '../../format/builder/beginning.js';
import { branchOf, holderOf } from '../../format/builder/branch.js';
import type { Branch } from '../../format/builder/field.js';
import type { Schema } from '../../format/builder/schema.js';
import { builderTexts as texts } from '../../texts/builder-en.js';
import { type PartProps, useBuilt } from './builder-context.js';
import { QuietButton } from './quiet-button.js';

/** One of several shapes. What was written in a shape comes back with it; shapes that hold others of the choice take up what is there. */
export function ChoicePart({
  choice,
  branches,
  isAmongOthers = false,
  ...part
}: PartProps & { choice: Schema; branches: readonly Branch[]; isAmongOthers?: boolean }) {
  const { root, Part } = useBuilt();
  const { title, value, onChange } = part;
  const left = useRef(new Map<Branch['schema'], unknown>());
  const index = branchOf(value, branches);
  const branch = index === undefined ? undefined : branches[index];
  const holder = holderAt(value, choice, root);
  const held = contents(value, choice, root);
  const isHolder = (one: Branch) => holderOf(one, choice, root) !== undefined;
  const take = (target: Branch) => {
    if (branch !== undefined) left.current.set(branch.schema, value);
    const before = isHolder(target) || holder !== undefined ? undefined : left.current.get(target.schema);
    onChange(before ?? switched(value, target, choice, root));
  };
  const join = (key: string) => onChange({ [key]: [...held, beginning(choice, root)] });
  return (
    <div className="builder-choice" role="group" aria-label={title}>
      <Kinds {...part} branches={branches} branch={branch} isHolder={isHolder} onChange={take} />
      {branch?.schema.description !== undefined && <p className="dim builder-about">{branch.schema.description}</p>}
      {branch === undefined ? (
        <p className="dim">{texts.kept}</p>
      ) : (
        <Part key={branch.title} {...part} schema={branch.schema} isTitleHidden />
      )}
      {holder !== undefined && held.length === 1 && (
        <QuietButton label={texts.takeOut} said={texts.takeOut} onPress={() => onChange(held[0])} />
      )}
      {holder === undefined && !isAmongOthers && (
        <p className="builder-offers">
          {branches.map((target) => {
            const into = holderOf(target, choice, root);
            if (into?.isList !== true) return null;
            const label = texts.join(target.title);
            return <QuietButton key={target.title} label={label} said={texts.joined(target.title, title)} onPress={() => join(into.key)} />;
          })}
        </p>
      )}
    </div>
  );
}

function Kinds({
  title,
  isTitleHidden = false,
  branches,
  branch,
  isHolder,
  onChange,
}: Pick<PartProps, 'title' | 'isTitleHidden'> & {
  branches: readonly Branch[];
  branch: Branch | undefined;
  isHolder: (branch: Branch) => boolean;
  onChange: (branch: Branch) => void;
}) {
  const optionsOf = (some: readonly Branch[]) =>
    some.map((one) => (
      <option key={one.title} value={branches.indexOf(one)}>
        {one.title}
      </option>
    ));
  const holders = branches.filter(isHolder);
  return (
    <label className="builder-kind">
      <span className={isTitleHidden ? 'visually-hidden' : undefined}>{title}</span>
      <select
        value={branch === undefined ? '' : branches.indexOf(branch)}
        onChange={(event) => {
          const target = branches[Number(event.target.value)];
          if (target !== undefined) onChange(target);
        }}
      >
        {branch === undefined && <option value="">{texts.noKind}</option>}
        {optionsOf(branches.filter((one) => !isHolder(one)))}
        {holders.length > 0 && <optgroup label={texts.holders}>{optionsOf(holders)}</optgroup>}
      </select>
    </label>
  );
}
