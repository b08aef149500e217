import { describe, expect, it } from 'vitest';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { playersToken } from './invite.ts';

async function started() {
  const cloud = new ToyCloud();
  await cloud.publish();
  const { start, token } = await cloud.startSession();
  const { sessions: store, directory, links } = cloud;
  const invite = (person: string, ref: object = {}) => playersToken({ directory, store, links }, { ...start, person, ...ref });
  return { cloud, start, token, invite };
}

describe('the link of a session’s players', () => {
  it('is had again by who starts sessions and who facilitates them, and by nobody else', async () => {
    const { token, invite } = await started();
    for (const person of ['ada', 'fay']) expect(await invite(person), person).toBe(token);
    for (const person of ['pia', 'ben', 'nobody']) await expect(invite(person), person).rejects.toMatchObject({ code: 'forbidden' });
    await expect(invite('ada', { session: 's-none' })).rejects.toMatchObject({ code: 'session-unknown' });
  });

  it('was not kept of a session from before, which is said with what there is to do', async () => {
    const { cloud, invite } = await started();
    cloud.sessions.sealedTokens.clear();
    await expect(invite('ada')).rejects.toMatchObject({
      code: 'link-not-kept',
      hint: expect.stringContaining('start another session') as string,
    });
  });

  it('is not taken from another session, nor one that would let nobody in', async () => {
    const { cloud, start, invite } = await started();
    const { start: other } = await cloud.startSession();
    const place = (bytes: Uint8Array) => cloud.sessions.sealedTokens.set(`demo/${start.session}`, bytes);
    for (const bytes of [(await cloud.sessions.sealedToken(other))!, await cloud.links.seal(start, 'another')]) {
      place(bytes);
      await expect(invite('ada')).rejects.toMatchObject({ code: 'link-not-kept' });
    }
  });
});
