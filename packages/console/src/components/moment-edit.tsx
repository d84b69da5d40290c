import { BuilderForm } from './builder/builder-form.js';
import { DefinitionEdit } from './definition-edit.js';
import { DraftsOfKind } from './drafts-of-kind.js';

/** A moment's definition being worked on: the draft that there is with what it would have found, and the text to go on with. */
export function MomentEdit({ name }: { name: string }) {
  return (
    <>
      <DraftsOfKind kind="moment" name={name} />
      <DefinitionEdit kind="moment" name={name} countNow={undefined} form={BuilderForm} />
    </>
  );
}
