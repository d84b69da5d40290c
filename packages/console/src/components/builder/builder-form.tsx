import { useQuery } from '@tanstack/react-query';
import { schemaQuery } from '../../api/definition-queries.js';
import { fieldOf } from '../../format/builder/field.js';
import { resolved, type Schema } from '../../format/builder/schema.js';
import { isWritten, type Written } from '../../format/definition-change.js';
import { builderTexts as texts } from '../../texts/builder-en.js';
import { Answer } from '../answer.js';
import type { DefinitionFormProps } from '../definition-editor.js';
import { BuilderProvider } from './builder-context.js';
import { ObjectPart } from './object-part.js';
import { SchemaPart } from './schema-part.js';

/** A definition of any kind as a form, made from the schema of the definitions: what is new in the language is there by itself. */
export function BuilderForm(props: DefinitionFormProps) {
  const schema = useQuery(schemaQuery);
  return <Answer of={schema}>{(root) => <Built root={root} {...props} />}</Answer>;
}

function Built({ root, definition, fixedName, problems, onChange }: DefinitionFormProps & { root: Schema }) {
  const field = kindOf(definition, root);
  if (field === undefined) return <p className="stale">{texts.noForm}</p>;
  return (
    <BuilderProvider value={{ root, definition, problems, Part: SchemaPart }}>
      <div className="form-parts builder">
        <ObjectPart
          field={field}
          hidden={fixedName === undefined ? ['kind'] : ['kind', 'name']}
          title={String(definition['kind'])}
          pointer=""
          value={definition}
          onChange={(changed) => isWritten(changed) && onChange(changed)}
        />
      </div>
    </BuilderProvider>
  );
}

function kindOf(definition: Written, root: Schema) {
  const kinds = (root.anyOf ?? []).map((branch) => resolved(branch, root));
  const schema = kinds.find(({ properties }) => properties?.['kind']?.const === definition['kind']);
  const field = schema && fieldOf(schema, root);
  return field?.as === 'object' ? field : undefined;
}
