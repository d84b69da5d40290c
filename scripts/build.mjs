/** `npm run build [-- --force]`: builds engine, tracker and console where they are not fresh; `--force` builds them anyway. */
import { ready } from './ready/ready.mjs';

await ready({ force: process.argv.includes('--force') });
