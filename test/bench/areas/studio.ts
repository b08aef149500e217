import type { Browser } from '@playwright/test';
import { against, type Area, median, type Row, row, sampleShare } from '../bench.ts';
import { launch, openTab } from '../studio/browser.ts';
import { servePage } from '../studio/page-server.ts';
import { firstLook } from '../studio/product.ts';
import type { Times } from '../studio/told.ts';

/** With short samples, as the test of the document's shape takes them, one small level stands for all. */
const isShort = sampleShare < 1;
const sizes = isShort ? [400] : [1000, 10_000, 50_000];
const times = isShort ? 3 : 15;

const named = (what: string, entities: number): string => `${what}, ${entities.toLocaleString('en')} entities`;
/** The pair with the median ratio. */
const middle = (ours: Times, peer: Times): { ours: number; peer: number } => {
  const pairs = ours.map((time, index) => ({ ours: time, peer: peer[index]! }));
  return pairs.toSorted((a, b) => a.ours / a.peer - b.ours / b.peer)[pairs.length >> 1]!;
};

interface Costs {
  rename: number;
  move: number;
}

async function inTheWindow(browser: Browser, url: string, entities: number): Promise<{ rows: Row[]; costs: Costs }> {
  const rows: Row[] = [];
  const add = (what: string, ours: number, target: number, unit?: string, work?: string): void =>
    void rows.push(against(named(what, entities), ours, target, unit, work));
  const tab = await openTab(browser, url);
  try {
    await tab.ask('prepare', { entities });
    const opened = await tab.ask('open');
    const compiled = await tab.ask('compiled');
    if (compiled.answer !== 'ready') throw new Error(`the level did not compile: ${compiled.answer}`);
    add(
      'open until rows and picture are there, page',
      opened.cpu.main,
      4000,
      'ms cpu',
      `${opened.answer.rows} rows, ${opened.answer.nodes} elements`,
    );
    add('open and compile, page and worker', opened.cpu.process + compiled.cpu.process, 4000, 'ms cpu');
    add('memory of the page, level open', (await tab.heap()) / 2 ** 20, entities / 100 + 100, 'MiB');
    const select = await tab.ask('select', times);
    add('select', median(select.answer), 16);
    const rename = await tab.ask('rename', times);
    add('rename', median(rename.answer), 16);
    const move = await tab.ask('move', times);
    add('move', median(move.answer), 16);
    const many = Math.min(1000, entities / 2);
    const drag = await tab.ask('drag', many, times);
    add(`drag ${many.toLocaleString('en')} together, a step`, median(drag.answer), 50);
    const scroll = await tab.ask('scroll', times);
    add('scroll the hierarchy, a far jump', median(scroll.answer), 16);
    const doomed = Math.min(10_000, entities / 2);
    const removed = await tab.ask('remove', doomed);
    const undone = await tab.ask('undo');
    const left = `${removed.answer.left} left, ${undone.answer.left} after undo`;
    if (removed.answer.left !== entities - doomed || undone.answer.left !== entities) throw new Error(`delete and undo: ${left}`);
    add(`delete ${doomed.toLocaleString('en')}`, median(removed.answer.removed), 500, 'ms', left);
    add('undo that', median(undone.answer.undone), 500, 'ms', left);
    return { rows, costs: { rename: median(rename.answer), move: median(move.answer) } };
  } finally {
    await tab.close();
  }
}

async function besideArborist(browser: Browser, url: string, entities: number): Promise<Row[]> {
  const tab = await openTab(browser, url);
  try {
    const { mount, select, scroll, work } = (await tab.ask('tree', { entities })).answer;
    const beside = (what: string, pair: { ours: number; peer: number }): Row =>
      row({ name: named(`tree: ${what}`, entities), ...pair, unit: 'ms', peerName: 'react-arborist 3.16.0', better: 'lower', work });
    return [
      beside('mount', mount),
      beside('select', middle(select.ours, select.peer)),
      beside('scroll, a far jump', middle(scroll.ours, scroll.peer)),
    ];
  } finally {
    await tab.close();
  }
}

async function besideBabylon(browser: Browser, url: string, entities: number): Promise<Row> {
  const tab = await openTab(browser, url);
  try {
    const { ours, peer, work } = (await tab.ask('scene', { entities }, isShort ? 3 : 25)).answer;
    const peerName = '@babylonjs/core 9.34.0, the same instances';
    return row({ name: named('a frame', entities), ...middle(ours, peer), unit: 'ms', peerName, better: 'lower', work });
  } finally {
    await tab.close();
  }
}

/** Studio as people use it: the real window in headless Chromium, on levels of three sizes. Rows without a peer say what they are to stay below. */
export const area: Area = {
  name: 'studio',
  async run() {
    const page = await servePage();
    const browser = await launch();
    try {
      const rows: Row[] = [];
      const costs: Costs[] = [];
      for (const entities of sizes) {
        const inWindow = await inTheWindow(browser, page.url, entities);
        rows.push(...inWindow.rows);
        costs.push(inWindow.costs);
        rows.push(...(await besideArborist(browser, page.url, entities)));
        rows.push(await besideBabylon(browser, page.url, entities));
      }
      const [small, larger] = costs;
      if (small && larger) {
        const growth = (what: keyof Costs): Row =>
          against(`${what}: times what it costs among a tenth as many`, larger[what] / small[what], 2, 'times');
        rows.push(growth('rename'), growth('move'));
      }
      const look = await firstLook(browser, isShort ? 1 : 5);
      rows.push(
        against('the product: first contentful paint', look.paint, 1000),
        against('the product: first picture of the viewport', look.viewport, 2000),
      );
      return rows;
    } finally {
      await browser.close();
      page.close();
    }
  },
};
