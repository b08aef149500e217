import { valueOf } from '../../../src-main/contract/answered.ts';
import type { RequestOf, ResponseOf } from '../../../src-main/contract/calls.ts';
import { type Desktop, type DesktopCalls, desktopCalls, DesktopNews, type DesktopWindow } from '../../../src-main/contract/desktop.ts';

/** The native window around a page, typed; nothing in a browser. */
export function desktopPort(page: Window): { desktop?: Desktop } {
  const { ledgerquestDesktop: native } = page as { ledgerquestDesktop?: DesktopWindow };
  if (!native) return {};
  return {
    desktop: {
      invoke: async <N extends keyof DesktopCalls>(name: N, request: RequestOf<DesktopCalls, N>) =>
        desktopCalls[name].response.parse(valueOf(await native.invoke(name, request))) as ResponseOf<DesktopCalls, N>,
      listen: (listener) =>
        native.listen((news) => {
          const parsed = DesktopNews.safeParse(news);
          if (parsed.success) listener(parsed.data);
        }),
    },
  };
}
