import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../tokens.css';
import '../base.css';
import { Slider } from './slider.tsx';

const shown = (width: number, value: number) => (
  <div id="room" style={{ width }}>
    <Slider label="Rate" value={value} min={0} max={10} onChange={() => {}} />
  </div>
);
const room = (): DOMRect => document.querySelector('#room')!.getBoundingClientRect();
const thumb = (): DOMRect => page.getByRole('slider', { name: 'Rate' }).element().parentElement!.getBoundingClientRect();

test('the thumb stands at the ends of its room, also once that has grown or was hidden', async () => {
  const { rerender } = await render(shown(160, 10));
  await expect.poll(() => thumb().right).toBeCloseTo(room().right, 0);
  document.querySelector<HTMLElement>('#room')!.style.display = 'none';
  await rerender(shown(300, 10));
  document.querySelector<HTMLElement>('#room')!.style.display = '';
  expect(thumb().right).toBeCloseTo(room().right, 0);
  await rerender(shown(300, 0));
  expect(thumb().left).toBeCloseTo(room().left, 0);
});

test('a press sets the value of its place', async () => {
  const set: number[] = [];
  await render(
    <div style={{ width: 212 }}>
      <Slider label="Rate" value={0} min={0} max={10} onChange={(value, phase) => phase === 'done' && set.push(value)} />
    </div>,
  );
  // Half of the thumb is left at each end: 20 px are one.
  await userEvent.click(page.getByRole('slider', { name: 'Rate' }).element().closest('[role="group"]')!, { position: { x: 66, y: 10 } });
  expect(set).toEqual([3]);
});
