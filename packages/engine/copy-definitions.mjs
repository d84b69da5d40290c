/** Puts the definitions that come along beside what was built, so that an installed package has them: `dist/definitions/standard`, `…/shop`, `…/moments`. */
import { cpSync, rmSync } from 'node:fs';

const target = new URL('dist/definitions/', import.meta.url);
rmSync(target, { recursive: true, force: true });
for (const name of ['standard', 'shop', 'moments']) {
  cpSync(new URL(`../../examples/${name}`, import.meta.url), new URL(name, target), { recursive: true });
}
