import { useQuery } from '@tanstack/react-query';
import { knownNamesQuery } from '../../api/name-queries.js';
import { stepReferences } from '../../format/builder/step-references.js';
import { TextField } from '../form-fields.js';
import { useBuilt } from './builder-context.js';

/** A text that names something: what there is of it is offered, and anything may be written. */
export function NamedField({
  names,
  known,
  ...field
}: {
  label: string;
  isLabelHidden: boolean;
  hint?: string | undefined;
  names: string | undefined;
  known: readonly string[];
  value: string;
  onChange: (value: string) => void;
}) {
  const { definition } = useBuilt();
  const found = useQuery(knownNamesQuery(names)).data ?? [];
  const { hint, ...rest } = field;
  const offered = names === 'step' ? stepReferences(definition) : [...known, ...found];
  return <TextField {...rest} {...(hint !== undefined && { hint })} {...(offered.length > 0 && { known: offered })} />;
}
