/** Writes the JSON Schema of definitions beside what was built, for editors: `dist/definitions.schema.json`. */
import { writeFileSync } from 'node:fs';
import { publishedSchema } from './dist/engine/definition-schema.js';

writeFileSync(new URL('dist/definitions.schema.json', import.meta.url), JSON.stringify(publishedSchema(), null, 2));
