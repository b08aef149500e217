import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ProjectHandle } from '../../contract/index.ts';
import { invitationLasts, openGuests } from './guests.ts';

const [beer, cube] = [ProjectHandle.parse('project-beer'), ProjectHandle.parse('project-cube')];
let file: string;
let now: number;
const open = (): ReturnType<typeof openGuests> => openGuests({ file, now: () => now, random: randomBytes });
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'lq-guests-')), 'guests.json');
  now = 1_800_000_000_000;
});
const refusal = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('an invitation is a word of 192 bits that works once', () => {
  const guests = open();
  const { token, until } = guests.invite({ project: beer, role: 'viewer' });
  expect(Buffer.from(token, 'base64url')).toHaveLength(24);
  expect(until).toBe(now + 15 * 60_000);
  expect(guests.redeem(token, beer, 'Ben').guest).toMatchObject({ name: 'Ben', role: 'viewer', project: beer });
  expect(refusal(() => guests.redeem(token, beer, 'Ben'))).toBe('invitation-used');
  expect(refusal(() => guests.redeem('x'.repeat(32), beer, 'Ben'))).toBe('invitation-unknown');
});

test('works for a quarter of an hour and not a moment longer', () => {
  const guests = open();
  const [first, second] = [guests.invite({ project: beer, role: 'editor' }), guests.invite({ project: beer, role: 'editor' })];
  now += invitationLasts;
  expect(guests.redeem(first.token, beer, 'Ben').guest.name).toBe('Ben');
  now += 1;
  expect(refusal(() => guests.redeem(second.token, beer, 'Ben'))).toBe('invitation-expired');
  expect(guests.list()).toHaveLength(1);
});

test('works for its own project only, and not when sharing has ended since', () => {
  const guests = open();
  const { token } = guests.invite({ project: beer, role: 'editor' });
  expect(refusal(() => guests.redeem(token, cube, 'Ben'))).toBe('invitation-elsewhere');
  expect(refusal(() => guests.redeem(token, undefined, 'Ben'))).toBe('invitation-elsewhere');
  guests.cancelInvitations();
  expect(refusal(() => guests.redeem(token, beer, 'Ben'))).toBe('invitation-unknown');
});

test('the host’s name for a guest stands; each guest has an id of their own, which no local person can have', () => {
  const guests = open();
  const named = guests.redeem(guests.invite({ project: beer, role: 'editor', name: 'Ben' }).token, beer, 'Ada').guest;
  const other = guests.redeem(guests.invite({ project: beer, role: 'editor' }).token, beer, 'Cleo').guest;
  expect([named.name, other.name]).toEqual(['Ben', 'Cleo']);
  expect(named.id).not.toBe(other.id);
  expect(named.id).toMatch(/^guest:[\w-]{16}$/);
});

test('a guest is known again after a restart, by a credential of which only the digest is kept, until they are removed', () => {
  const before = open();
  const { guest, credential } = before.redeem(before.invite({ project: beer, role: 'editor' }).token, beer, 'Ben');
  before.keepPort(4300);
  const after = open();
  expect([after.port, after.recognise(credential), after.list(cube)]).toEqual([4300, guest, []]);
  expect(readFileSync(file, 'utf8')).not.toContain(credential);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(after.recognise(`${credential}x`)).toBeUndefined();
  expect(after.remove(guest.id)).toEqual(guest);
  expect([after.recognise(credential), after.remove(guest.id), open().recognise(credential)]).toEqual([undefined, undefined, undefined]);
});

test('nobody takes the name of the host, of a person of this computer or of another guest; the refused link still works', () => {
  const guests = open();
  guests.redeem(guests.invite({ project: beer, role: 'editor' }).token, beer, 'Ben');
  const { token } = guests.invite({ project: beer, role: 'editor' });
  for (const name of ['Ada', 'ADA', ' ada ', 'Ａｄａ', 'Grace  Hopper', 'ben'])
    expect(
      refusal(() => guests.redeem(token, beer, name, ['Ada', 'grace hopper'])),
      name,
    ).toBe('name-taken');
  const elsewhere = guests.invite({ project: cube, role: 'editor' });
  expect(guests.redeem(elsewhere.token, cube, 'Ben').guest.name, 'in another project').toBe('Ben');
  expect(guests.redeem(token, beer, 'Cleo', ['Ada']).guest.name).toBe('Cleo');
});

test('who was removed and is invited again is who they were, by what they kept and by nothing else', () => {
  const before = open();
  const invite = (project = beer): string => before.invite({ project, role: 'viewer' }).token;
  const { guest, credential } = before.redeem(before.invite({ project: beer, role: 'editor' }).token, beer, 'Ben');
  before.remove(guest.id);
  const guests = open();
  expect(guests.recognise(credential), 'it opens nothing').toBeUndefined();
  const again = (project: ProjectHandle, name: string, shown?: string) => before.redeem(invite(project), project, name, [], shown).guest.id;
  expect(again(beer, 'Ben', `${credential}x`)).not.toBe(guest.id);
  expect(again(cube, 'Ben', credential), 'another project').not.toBe(guest.id);
  expect(again(beer, 'Ben 2', credential)).toBe(guest.id);
  expect(again(beer, 'Ben 3', credential), 'once').not.toBe(guest.id);
  expect(before.list(beer).find(({ id }) => id === guest.id)).toMatchObject({ name: 'Ben 2', role: 'viewer' });
});

test('there are at most a hundred open invitations', () => {
  const guests = open();
  for (let made = 0; made < 100; made += 1) guests.invite({ project: beer, role: 'editor' });
  expect(refusal(() => guests.invite({ project: beer, role: 'editor' }))).toBe('too-many-invitations');
  now += 2 * invitationLasts + 1;
  expect(guests.invite({ project: beer, role: 'editor' }).token).toHaveLength(32);
});
