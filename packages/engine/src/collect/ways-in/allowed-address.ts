import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressGuard, type ResolvedAddress } from '../../runtime/address-guard.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';

/**
 * Where a host may be reached: its first address that the configuration allows. Connect to this address and not to the name,
 * which may lead elsewhere a moment later.
 * @throws CuspError forbidden_address, source_unreachable when the name cannot be resolved
 */
export async function allowedAddress(host: string, allowPrivateAddresses: readonly string[]): Promise<string> {
  const mayCall = addressGuard(allowPrivateAddresses);
  const plain = host.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(plain) === 0 ? await resolve(plain) : [{ address: plain }];
  const allowed = addresses.find(({ address }) => mayCall(address));
  if (allowed === undefined) throw new CuspError(ERRORS.forbiddenAddress, `${host} leads to no address that may be called`);
  return allowed.address;
}

async function resolve(host: string): Promise<readonly Pick<ResolvedAddress, 'address'>[]> {
  try {
    return await lookup(host, { all: true });
  } catch (cause) {
    throw new CuspError(ERRORS.sourceUnreachable, `the name ${host} cannot be resolved`, { cause });
  }
}
