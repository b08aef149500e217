import { Suspense } from 'react';
import { describe, expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import { later } from './later.ts';

const Greeting = ({ name }: { name: string }) => <p>Hello {name}</p>;
const load = async (): Promise<{ Greeting: typeof Greeting }> => ({ Greeting });

/** What stood in the page, one after the other. */
async function stood(Content: typeof Greeting | ReturnType<typeof later<{ Greeting: typeof Greeting }, 'Greeting'>>): Promise<string[]> {
  const seen: string[] = [];
  const place = document.createElement('div');
  document.body.append(place);
  const watch = new MutationObserver(() => seen.push(place.textContent));
  watch.observe(place, { childList: true, subtree: true, characterData: true });
  await render(
    <Suspense fallback="Waiting">
      <Content name="Ada" />
    </Suspense>,
    { container: place },
  );
  await expect.poll(() => place.textContent).toBe('Hello Ada');
  watch.disconnect();
  return seen;
}

describe('what is fetched later', () => {
  it('is waited for where nobody has fetched it', async () => {
    expect((await stood(later(load, 'Greeting'))).at(0)).toBe('Waiting');
  });

  it('stands at once where it was fetched ahead', async () => {
    const Later = later(load, 'Greeting');
    await Later.ahead();
    expect(new Set(await stood(Later))).toEqual(new Set(['Hello Ada']));
  });

  it('is asked for again where it did not come ahead', async () => {
    let asked = 0;
    const Later = later(async () => (asked++ === 0 ? Promise.reject(new Error('cut off')) : load()), 'Greeting');
    await expect(Later.ahead()).rejects.toThrow('cut off');
    expect((await stood(Later)).at(-1)).toBe('Hello Ada');
  });
});
