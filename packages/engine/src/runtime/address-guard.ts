import { BlockList, isIP } from 'node:net';

/** An address as DNS answers it. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** IPv4 networks that are not the public internet: this host, private, carrier, loopback, link-local with the clouds' metadata, test, multicast, reserved. */
const NOT_PUBLIC_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Inside the one public IPv6 range: networks that are for tests, or that carry an IPv4 address to somewhere else. */
const NOT_PUBLIC_6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

function blockList(networks: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}

const notPublic4 = blockList(NOT_PUBLIC_4, 'ipv4');
const notPublic6 = blockList(NOT_PUBLIC_6, 'ipv6');
const public6 = blockList([['2000::', 3]], 'ipv6');

/** Says whether an address may be called. */
export type AddressGuard = (address: string) => boolean;

/**
 * A guard that lets only public addresses through, and those that the configuration allows.
 * @param allowPrivateAddresses addresses (`127.0.0.1`) and networks (`10.0.0.0/8`, `fd00::/8`).
 * @throws RangeError when one of them is neither.
 */
export function addressGuard(allowPrivateAddresses: readonly string[]): AddressGuard {
  const allowed = new BlockList();
  for (const network of allowPrivateAddresses) allow(allowed, network);
  return (address) => {
    const plain = unmapped(address);
    const version = isIP(plain);
    if (version === 0) return false;
    if (allowed.check(plain, version === 4 ? 'ipv4' : 'ipv6')) return true;
    if (version === 4) return !notPublic4.check(plain, 'ipv4');
    return public6.check(plain, 'ipv6') && !notPublic6.check(plain, 'ipv6');
  };
}

function allow(list: BlockList, network: string): void {
  const [address = '', prefix, ...rest] = network.split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (version === 0 || rest.length > 0 || !(length <= longest)) throw new RangeError(`not an address or network: ${network}`);
  list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
}

/** The IPv4 address inside `::ffff:a.b.c.d` in any spelling; any other address as it is. */
function unmapped(address: string): string {
  if (isIP(address) !== 6 || address.includes('%')) return address;
  const canonical = new URL(`http://[${address}]`).hostname;
  const match = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(canonical);
  if (match === null) return address;
  const [high, low] = [Number.parseInt(match[1] as string, 16), Number.parseInt(match[2] as string, 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
