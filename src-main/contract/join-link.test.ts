import { expect, test } from 'vitest';
import { formatLink, parseLink } from './join-link.ts';

const fingerprint = 'f'.repeat(43);
const token = 't'.repeat(32);
const link = { host: '192.168.1.20', port: 4300, project: 'beer-game', fingerprint, token };

test.each([link, { ...link, host: 'fd00::1:2' }, { ...link, host: 'adas-computer.local', port: 65_535 }])(
  'says where, what and whom, and reads back: %j',
  (one) => {
    expect(parseLink(formatLink(one))).toEqual(one);
  },
);

test('is also read as an https address, and with blanks around it', () => {
  expect(parseLink(`https://192.168.1.20:4300/join/beer-game#${fingerprint}.${token}`)).toEqual(link);
  expect(parseLink(` ${formatLink(link)}\n`)).toEqual(link);
});

test.each([
  ['nothing', ''],
  ['another protocol', `http://192.168.1.20:4300/beer-game#${fingerprint}.${token}`],
  ['no fingerprint', `ledgerquest://join/192.168.1.20:4300/beer-game#${token}`],
  ['a cut fingerprint', `ledgerquest://join/192.168.1.20:4300/beer-game#${fingerprint.slice(1)}.${token}`],
  ['a token of less than 128 bits', `ledgerquest://join/192.168.1.20:4300/beer-game#${fingerprint}.${'t'.repeat(21)}`],
  ['a way out of the project', `ledgerquest://join/192.168.1.20:4300/../secrets#${fingerprint}.${token}`],
  ['an encoded way out', `ledgerquest://join/192.168.1.20:4300/%2e%2e%2fsecrets#${fingerprint}.${token}`],
  ['a second path', `ledgerquest://join/192.168.1.20:4300/beer-game/level#${fingerprint}.${token}`],
  ['no port', `ledgerquest://join/192.168.1.20/beer-game#${fingerprint}.${token}`],
  ['port 0', `ledgerquest://join/192.168.1.20:0/beer-game#${fingerprint}.${token}`],
  ['a port that is none', `ledgerquest://join/192.168.1.20:70000/beer-game#${fingerprint}.${token}`],
  ['brackets around no address', `ledgerquest://join/[1.2.3.4]:4300/beer-game#${fingerprint}.${token}`],
  ['a person in front of the host', `https://ada@192.168.1.20:4300/beer-game#${fingerprint}.${token}`],
  ['a line break in it', `ledgerquest://join/192.168.1.20:4300/beer-game\r\nX: y#${fingerprint}.${token}`],
])('refuses %s', (_, text) => {
  expect(() => parseLink(text)).toThrow(expect.objectContaining({ code: 'bad-link' }) as Error);
});
