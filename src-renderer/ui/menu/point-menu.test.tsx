import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../tokens.css';
import '../base.css';
import { PointMenu } from './menu.tsx';

const entries = (count: number) => [Array.from({ length: count }, (_, at) => ({ id: String(at), label: `Entry ${at}` }))];

test.each([
  ['in the middle', 0.5],
  ['near the lower edge', 0.97],
  ['near the upper edge', 0.03],
])('a long menu at a point %s is whole in the window, or scrolls', async (_, share) => {
  const at = () => ({ x: window.innerWidth / 2, y: window.innerHeight * share });
  const shown = await render(<PointMenu at={at} label="Scene" groups={() => entries(23)} onClose={() => {}} leadsTo={() => null} />);
  const menu = page.getByRole('menu', { name: 'Scene' });
  await expect.element(menu).toBeVisible();
  await expect
    .poll(() => {
      const { top, bottom } = menu.element().getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    })
    .toBe(true);
  const { scrollHeight, clientHeight } = menu.element();
  expect(clientHeight).toBeGreaterThanOrEqual(Math.min(scrollHeight, window.innerHeight * 0.8));
  await shown.unmount();
});
