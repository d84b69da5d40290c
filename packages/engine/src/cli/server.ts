import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { StartServer } from './start-server.js';

/** Opens the engine on its data and serves API and console. */
export const startServer: StartServer = ({ data }) =>
  Promise.reject(new CuspError(ERRORS.starting, `no engine is built in yet that could open ${data}`));
