import { describe, expect, it } from 'vitest';
import { addressGuard } from './address-guard.js';

describe('addressGuard', () => {
  const guard = addressGuard([]);

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::1',
    'localhost',
    '',
  ])('refuses %s', (address) => {
    expect(guard(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '::ffff:1.1.1.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('lets %s through', (address) => {
    expect(guard(address)).toBe(true);
  });

  it('lets through what the configuration allows, and no more', () => {
    const open = addressGuard(['127.0.0.1', '10.0.0.0/8', 'fd00::/8', '::1']);
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.255.0.1', 'fd00::5', '::1']) expect(open(address)).toBe(true);
    for (const address of ['127.0.0.2', '192.168.0.1', 'fe80::1']) expect(open(address)).toBe(false);
  });

  it.each(['localhost', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/x', ''])('takes %j for no network', (network) => {
    expect(() => addressGuard([network])).toThrow(RangeError);
  });
});
