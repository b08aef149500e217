import { describe, expect, test } from 'vitest';
import { type Audience, createAnnouncer } from './announcer.ts';

const announcer = () => {
  const heard: string[] = [];
  const { join, tell, watched } = createAnnouncer({
    seesTenant: async (person, tenant) => person === `${tenant}-owner`,
    isMember: (person) => person !== 'mallory',
    log: (error) => heard.push(`log: ${(error as Error).message}`),
  });
  const listen = (person: string) => join({ person, announce: (topic) => void heard.push(`${person} ${topic}`) });
  return { heard, listen, join, tell, watched };
};

describe('what windows are told without asking', () => {
  test.each<[string, Audience, readonly string[]]>([
    ['one person’s to all their windows', { person: 'demo-owner' }, ['demo-owner', 'demo-owner']],
    ['a tenant’s to those who see it', { tenant: 'acme' }, ['acme-owner']],
    ['a project’s to those who were invited', 'members', ['demo-owner', 'demo-owner', 'acme-owner']],
    ['everybody’s to everybody', 'everybody', ['demo-owner', 'demo-owner', 'acme-owner', 'mallory']],
  ])('%s', async (_, to, people) => {
    const { heard, listen, tell } = announcer();
    for (const person of ['demo-owner', 'demo-owner', 'acme-owner', 'mallory']) listen(person);
    await tell(to, 'cloud.changed', {});
    expect(heard).toEqual(people.map((person) => `${person} cloud.changed`));
  });

  test('nobody who has left hears anything, and one broken window keeps nothing from the others', async () => {
    const { heard, listen, join, tell, watched } = announcer();
    const leave = listen('demo-owner');
    join({
      person: 'demo-owner',
      announce: () => {
        throw new Error('broken');
      },
    });
    listen('demo-owner');
    const telling = tell({ tenant: 'demo' }, 'cloud.changed', {});
    leave();
    await telling;
    expect(heard.toSorted()).toEqual(['demo-owner cloud.changed', 'log: broken']);
    expect(watched()).toBe(true);
  });
});
