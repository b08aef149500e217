import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { localAddresses } from './addresses.ts';

const at = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4', netmask: '', mac: '', cidr: null }) as NetworkInterfaceInfo;

test('finds the addresses of the own network, the likeliest first, and none that the world reaches', () => {
  expect(
    localAddresses({
      lo: [at('127.0.0.1', true), at('::1', true)],
      eth0: [at('fd12::7'), at('fe80::1'), at('203.0.113.5'), at('192.168.1.20'), at('2001:db8::1')],
      tun0: [at('100.101.1.2')],
      usb0: [at('169.254.3.4'), at('172.20.0.2'), at('172.32.0.2'), at('10.1.2.3')],
    }),
  ).toEqual(['192.168.1.20', '172.20.0.2', '10.1.2.3', '100.101.1.2', '169.254.3.4', 'fd12::7']);
});

test('a computer without a network has none', () => {
  expect(localAddresses({ lo: [at('127.0.0.1', true)] })).toEqual([]);
});
