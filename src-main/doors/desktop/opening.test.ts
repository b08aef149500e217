import { describe, expect, test } from 'vitest';
import type { JoinLink } from '../../contract/join-link.ts';
import { parseWish, wishesIn } from './opening.ts';
import { link } from './testing/started-shell.ts';

describe('text from outside', () => {
  test.each([
    ['/street', '/street'],
    ['street', '/here/street'],
    ['./street/ledgerquest.json', '/here/street'],
    ['/a/../street/', '/street'],
    ['/straße mit leerzeichen 🚢', '/straße mit leerzeichen 🚢'],
  ])('%s is the folder %s', (text, path) => {
    expect(parseWish(text, '/here')).toEqual({ kind: 'folder', path });
  });

  test('a link to a shared project is one', () => {
    expect(parseWish(link, '/here')).toMatchObject({ kind: 'join', to: { host: '192.168.1.20', port: 4300, project: 'beer-game' } });
  });

  test.each([
    '',
    'https://evil.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'ms-settings:',
    'ledgerquest:',
    'ledgerquest://',
    'ledgerquest://open?folder=/etc',
    'ledgerquest://run/rm',
    'ledgerquest:///etc/passwd',
    'ledgerquest://join/../../etc',
    `${link}&launch=1`,
    `${link}\nledgerquest://x`,
    `${link} --no-sandbox`,
    '//server/share',
    String.raw`\\server\share`,
    '/street\u0000.png',
    '/street\u001b[2J',
    `/${'a'.repeat(5000)}`,
  ])('%j opens nothing, and says why', (text) => {
    expect(parseWish(text, '/here')).toEqual({ kind: 'nothing', why: expect.stringMatching(/^[A-Z].+\.$/) as string });
  });

  test('whatever is written, it is a folder, a whole link or nothing, and nothing throws', () => {
    const seed = 20_261_128;
    let state = seed;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const pieces = [
      'ledgerquest:',
      '//',
      'join',
      '/',
      '..',
      '%2e',
      '%00',
      '#',
      '@',
      '[::1]',
      ':4300',
      'f'.repeat(43),
      '.',
      't'.repeat(32),
      '?',
      '\\',
      '\r\n',
      '\u202e',
      'http:',
      '-',
      ' ',
      '💥',
      '192.168.1.20',
      'beer-game',
      '\u0000',
    ];
    const kinds = { folder: 0, join: 0, nothing: 0 };
    // What is understood is the whole text: nothing of it is left over.
    const written = ({ host, port, project, fingerprint, token }: JoinLink): string =>
      `ledgerquest://join/${host.includes(':') ? `[${host}]` : host}:${port}/${project}#${fingerprint}.${token}`;
    for (let round = 0; round < 40_000; round += 1) {
      let text: string;
      if (next(3) > 0) text = Array.from({ length: next(9) }, () => pieces[next(pieces.length)]).join('');
      else {
        const at = next(link.length);
        text = next(6) === 0 ? link : link.slice(0, at) + (pieces[next(pieces.length)] ?? '') + link.slice(at + next(3));
      }
      const wish = parseWish(text, '/here');
      kinds[wish.kind] += 1;
      const understood =
        wish.kind === 'folder' ? /^\/(?!\/)\P{Cc}*$/u.test(wish.path) : wish.kind === 'nothing' || written(wish.to) === text.trim();
      expect(understood, `seed ${seed} round ${round}: ${JSON.stringify(text)}`).toBe(true);
    }
    expect(Math.min(...Object.values(kinds)), JSON.stringify(kinds)).toBeGreaterThan(500);
  });
});

test('switches of a command line are no wishes, and a hundred words are eight', () => {
  expect(wishesIn(['--inspect', '-x', '', 'street', '--', link])).toEqual(['street', link]);
  expect(wishesIn(Array.from({ length: 100 }, (_, index) => `folder-${index}`))).toHaveLength(8);
});
