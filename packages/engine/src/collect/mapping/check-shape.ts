import { Compile } from 'typebox/compile';
import { invalidMapping } from './columns.js';
import { Mapping, MappingBody } from './mapping.js';

const SHAPES = { file: Compile(Mapping), document: Compile(MappingBody) } as const;

/** Holds a mapping to its shape: that of a file's, or the part of it that a source's definition holds. @throws CuspError invalid_mapping */
export function checkShape(mapping: Mapping | MappingBody, of: keyof typeof SHAPES): void {
  const shape = SHAPES[of];
  if (shape.Check(mapping)) return;
  const first = shape.Errors(mapping)[0];
  const message = first?.message ?? 'does not have the shape of a mapping';
  // What TypeBox says of a key that `additionalProperties: false` shuts out.
  throw invalidMapping(first?.instancePath || 'mapping', message === 'schema is false' ? 'is no part of a mapping' : message);
}
