import { isIPv4, isIPv6 } from 'node:net';
import type { Json } from '../../vocabulary/json.js';
import type { SettledPolicy } from '../policy.js';
import { type FieldRule, placesIn, TRAITS } from './rule.js';

/** Groups of 16 bits that an IPv6 address keeps: 48 bits are a site's, and the 80 after them tell who there. */
const KEPT_GROUPS = 3;
const GROUPS = 8;

/** IP addresses by the policy. What stands in their place and cannot be read as one is left out: it may be one all the same. So is `null`, which says nothing. */
export const ip: FieldRule = {
  name: 'ip',
  places: ['context.ip', ...placesIn([...TRAITS, 'properties'], ['ip', 'ip_address', 'ipAddress'])],
  keepsOriginal: false,
  applies: (policy) => policy.ip !== 'keep',
  clean: (value: Json, { policy }) => allowedAddress(value, policy),
};

/** What of an address a policy lets be stored; undefined for nothing. */
function allowedAddress(value: Json, policy: Pick<SettledPolicy, 'ip'>): Json | undefined {
  if (policy.ip === 'keep') return value;
  return policy.ip === 'drop' || typeof value !== 'string' ? undefined : truncated(value);
}

/** The address with its last 8 bits (IPv4) or 80 bits (IPv6) zeroed; undefined when it is none. */
function truncated(text: string): string | undefined {
  if (isIPv4(text)) return withoutHost(text);
  const address = text.split('%', 1)[0] as string;
  if (!isIPv6(address)) return undefined;
  const groups = groupsOf(address);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `::ffff:${withoutHost(dotted(groups[6] as number, groups[7] as number))}`;
  return compressed(groups.map((group, index) => (index < KEPT_GROUPS ? group : 0)));
}

function withoutHost(address: string): string {
  return `${address.slice(0, address.lastIndexOf('.'))}.0`;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function groupsOf(address: string): number[] {
  const [head, tail] = address.split('::', 2) as [string, string | undefined];
  const before = numbersOf(head);
  const after = numbersOf(tail ?? '');
  return [...before, ...Array.from({ length: GROUPS - before.length - after.length }, () => 0), ...after];
}

function numbersOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number) as [number, number, number, number];
    return [a * 256 + b, c * 256 + d];
  });
}

/** The groups as text; those from the fourth on are zero. */
function compressed(groups: readonly number[]): string {
  const kept = groups.slice(0, KEPT_GROUPS);
  while (kept.at(-1) === 0) kept.pop();
  return `${kept.map((group) => group.toString(16)).join(':')}::`;
}
