/** Under which addresses this computer stands in a network of people who know each other. */
import { BlockList, isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** Private (RFC 1918, RFC 4193), without a router (RFC 3927), and those of overlay networks (RFC 6598). */
const local = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  local.addSubnet(net, prefix, 'ipv4');
local.addSubnet('fc00::', 7, 'ipv6');

/** Addresses that only the own network reaches, the likeliest first. Link-local ones of IPv6 are left out: they mean nothing without a zone. */
export function localAddresses(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces()): string[] {
  const found = Object.values(interfaces).flatMap((infos) => infos ?? []);
  return found
    .filter(({ internal, address, family }) => !internal && local.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4'))
    .map(({ address }) => address)
    .toSorted((a, b) => rankOf(a) - rankOf(b));
}

const rankOf = (address: string): number => {
  if (isIP(address) === 6) return 3;
  if (address.startsWith('169.254.')) return 2;
  return address.startsWith('100.') ? 1 : 0;
};
