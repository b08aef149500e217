import type { Notice } from '../../../src-main/contract/index.ts';
import { type Cell, createCell } from '../editor/cell.ts';
import type { Editor } from '../editor/index.ts';
import { type Asked, asking, known, refused } from './asked.ts';
import { cloudWatchOf } from './cloud.ts';

/** What the people of the tenant that the Cloud panel shows were told, kept current like the rest of it. */
export interface NoticeWatch {
  /** Newest first. */
  readonly notices: Cell<Asked<readonly Notice[]>>;
  /** Marks all that is shown as read. */
  readAll(): Promise<void>;
  refresh(): void;
}

function createNoticeWatch(editor: Editor): NoticeWatch {
  const { bridge } = editor;
  const { tenant, status } = cloudWatchOf(editor);
  const notices = createCell<Asked<readonly Notice[]>>(asking);
  let asked = 0;
  const read = async (of: string | undefined): Promise<void> => {
    asked += 1;
    const mine = asked;
    if (of === undefined) return notices.set(asking);
    let answer: Asked<readonly Notice[]>;
    try {
      answer = known((await bridge.invoke('cloud.notices', { tenant: of })).notices);
    } catch (error) {
      answer = refused(error);
    }
    if (mine === asked) notices.set(answer);
  };
  const refresh = (): void => void read(tenant.get());
  bridge.on('cloud.changed', refresh);
  status.subscribe(refresh);
  tenant.subscribe(() => {
    notices.set(asking);
    refresh();
  });
  refresh();
  return {
    notices,
    refresh,
    async readAll() {
      const of = tenant.get();
      const shown = notices.get();
      const newest = shown.at === 'known' ? shown.answer[0] : undefined;
      if (of === undefined || newest === undefined) return;
      try {
        await bridge.invoke('cloud.readNotices', { tenant: of, upTo: newest.id });
        await read(of);
      } catch (error) {
        editor.notices.refuse(error);
      }
    },
  };
}

const made = new WeakMap<Editor, NoticeWatch>();

export function noticesOf(editor: Editor): NoticeWatch {
  const watch = made.get(editor) ?? createNoticeWatch(editor);
  made.set(editor, watch);
  return watch;
}

export const unreadIn = (notices: Asked<readonly Notice[]>): number =>
  notices.at === 'known' ? notices.answer.filter(({ read }) => !read).length : 0;
