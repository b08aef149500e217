import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Tree as Arborist } from 'react-arborist';
import { Hierarchy } from '../../../../src-renderer/studio/design/hierarchy/hierarchy.tsx';
import { EditorProvider } from '../../../../src-renderer/studio/react.ts';
import { TooltipProvider } from '../../../../src-renderer/ui/index.ts';
import type { Asked, TreeTimes } from '../told.ts';
import { settle, timed, timedTask } from './flush.ts';
import { handle, openBenchEditor } from './host.ts';
import { keyOf, nameOf } from './level.ts';

const height = 600;
const rowHeight = 24;
const overscan = 8;

const place = (): HTMLElement => {
  const element = document.createElement('div');
  Object.assign(element.style, { position: 'relative', display: 'flex', flexDirection: 'column', width: '320px', height: `${height}px` });
  document.body.append(element);
  return element;
};

/** How a person reaches a tree: rows to press and a part of the page that scrolls. */
interface Hand {
  rows: () => HTMLElement[];
  nameOf: (row: HTMLElement) => string;
  press: (row: HTMLElement) => void;
  scroller: () => HTMLElement;
}

const mouse = (type: string): MouseEvent => new MouseEvent(type, { bubbles: true, button: 0, cancelable: true });

const withText = (row: HTMLElement): string => /Solid \d+/.exec(row.textContent)?.[0] ?? '';
const checksum = (words: readonly string[]): number => {
  let sum = 0;
  for (const letter of words.join('|')) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0;
  return sum >>> 0;
};

/** Studio's hierarchy beside react-arborist: the same rows in parts of the page that are equally large, pressed and scrolled in turn. */
export async function treeBench({ entities }: Asked, engineUrl: string): Promise<TreeTimes> {
  const editor = openBenchEditor(entities, engineUrl);
  await editor.openProject(handle, 'Bench');
  const data = Array.from({ length: entities }, (_, index) => ({ id: keyOf(index), name: nameOf(index) }));
  const [left, right] = [place(), place()];
  const mountOurs = (): number =>
    timed(() =>
      flushSync(() =>
        createRoot(left).render(
          <EditorProvider value={editor}>
            <TooltipProvider>
              <Hierarchy />
            </TooltipProvider>
          </EditorProvider>,
        ),
      ),
    );
  const mountPeer = (): number =>
    timed(() =>
      flushSync(() =>
        createRoot(right).render(
          <Arborist initialData={data} width={320} height={height} rowHeight={rowHeight} overscanCount={overscan} disableEdit={false} />,
        ),
      ),
    );
  const mount = { ours: mountOurs(), peer: mountPeer() };
  const ours: Hand = {
    rows: () => [...left.querySelectorAll<HTMLElement>('[role=treeitem]')],
    nameOf: withText,
    press: (row) => row.dispatchEvent(mouse('mousedown')),
    scroller: () => left.querySelector<HTMLElement>('[role=tree]')!,
  };
  const peer: Hand = {
    rows: () => [...right.querySelectorAll<HTMLElement>('[role=treeitem]')],
    nameOf: withText,
    press: (row) => (row.firstElementChild ?? row).dispatchEvent(mouse('click')),
    scroller: () => [...right.querySelectorAll<HTMLElement>('*')].find((element) => getComputedStyle(element).overflowY === 'auto')!,
  };
  await new Promise((resolve) => void setTimeout(resolve, 100));
  settle();

  const seen = { ours: [] as string[], peer: [] as string[] };
  const counted = { ours: 0, peer: 0 };
  const select = { ours: [] as number[], peer: [] as number[] };
  const scroll = { ours: [] as number[], peer: [] as number[] };
  const sides = [
    ['ours', ours],
    ['peer', peer],
  ] as const;
  const inTurn = (round: number) => (round % 2 === 0 ? sides : sides.toReversed());
  for (let round = 0; round < 300; round += 1) {
    for (const [side, hand] of inTurn(round)) {
      const row = hand.rows().find((one) => hand.nameOf(one) === nameOf((round * 7) % 20));
      if (!row) throw new Error(`${side} shows no row ${nameOf((round * 7) % 20)}`);
      const taken = timed(() => hand.press(row));
      const selected = hand.rows().filter((one) => one.getAttribute('aria-selected') === 'true');
      if (selected.length !== 1 || hand.nameOf(selected[0]!) !== hand.nameOf(row))
        throw new Error(`${side} did not select ${hand.nameOf(row)}`);
      if (round >= 100) select[side].push(taken);
      await new Promise((resolve) => void setTimeout(resolve));
    }
  }
  for (let round = 0; round < 60; round += 1) {
    const top = Math.floor((round * 7919) % Math.max(1, entities - height / rowHeight)) * rowHeight;
    for (const [side, hand] of inTurn(round)) {
      const scroller = hand.scroller();
      const taken = await timedTask(() => {
        scroller.scrollTop = top;
        scroller.dispatchEvent(new Event('scroll', { bubbles: true }));
      });
      const names = hand.rows().map(hand.nameOf);
      counted[side] = Math.max(counted[side], names.length);
      const first = top / rowHeight;
      const missing = Array.from({ length: height / rowHeight - 3 }, (_, at) => nameOf(first + at)).find((name) => !names.includes(name));
      if (missing !== undefined) throw new Error(`${side} does not show ${missing} at ${first}: ${names[0]} to ${names.at(-1)}`);
      seen[side].push(nameOf(first));
      if (round >= 20) scroll[side].push(taken);
      await new Promise((resolve) => void setTimeout(resolve));
    }
  }
  const told = (side: 'ours' | 'peer'): string => `${counted[side]} rows in the page, ${seen[side].length} stops, ${checksum(seen[side])}`;
  return { mount, select, scroll, work: { ours: told('ours'), peer: told('peer') } };
}
