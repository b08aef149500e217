import type { Desktop, DesktopNews, NativeItem, NativeMenu, Opening } from '../../../src-main/contract/desktop.ts';
import { desktopCalls } from '../../../src-main/contract/desktop.ts';

/** A native window in memory: what it is asked passes the contract, as it would on its way to another process. */
export function createTestDesktop(answers: Partial<Record<keyof typeof desktopCalls, (request: never) => unknown>> = {}) {
  const asked: [name: string, request: unknown][] = [];
  const waiting: Opening[] = [];
  let menus: readonly NativeMenu[] = [];
  let hear = (_news: DesktopNews): void => {};
  const desktop: Desktop = {
    async invoke(name, request) {
      const parsed = desktopCalls[name].request.parse(request);
      asked.push([name, parsed]);
      if (name === 'menu.show') ({ menus } = parsed as { menus: readonly NativeMenu[] });
      const next = waiting[0];
      if (name === 'opening.next' && next) return { opening: waiting.shift() } as never;
      return desktopCalls[name].response.parse((await answers[name]?.(parsed as never)) ?? {}) as never;
    },
    listen: (listener) => void (hear = listener),
  };
  return {
    desktop,
    asked,
    menus: () => menus,
    items: (id: NativeMenu['id']): NativeItem[] =>
      (menus.find((menu) => menu.id === id)?.groups.flat() ?? []).flatMap((entry) => ('items' in entry ? entry.items : [entry])),
    choose: (id: string) => hear({ news: 'action', id }),
    /** As when a link was clicked elsewhere. */
    wish: (opening: Opening) => {
      waiting.push(opening);
      hear({ news: 'opening' });
    },
    /** As when it waited before the page was there. */
    await: (opening: Opening) => void waiting.push(opening),
  };
}
