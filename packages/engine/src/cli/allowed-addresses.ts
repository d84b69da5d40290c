import { addressGuard } from '../runtime/address-guard.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';

/** Addresses and networks out of a list with commas. @throws CuspError invalid_usage */
export function allowedAddresses(text = ''): readonly string[] {
  const addresses = text
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  try {
    addressGuard(addresses);
    return addresses;
  } catch (cause) {
    throw new CuspError(ERRORS.invalidUsage, cause instanceof Error ? cause.message : String(cause), {
      cause,
      remedy: 'Give addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8; see: cusp start --help',
    });
  }
}
