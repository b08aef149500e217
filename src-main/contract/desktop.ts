import { z } from 'zod';
import { call, Nothing, type RequestOf, type ResponseOf } from './calls.ts';
import { ProjectHandle } from './projects.ts';

const Label = z.string().min(1).max(200);

/** An entry of the native menu names an action of Studio's registry; the page runs it. */
const NativeItem = z
  .object({
    id: z.string().regex(/^[a-z][\w.:-]{0,120}$/i),
    label: Label,
    /** As the registry writes them, such as `Mod+Shift+Z`. */
    keys: z.string().max(40).optional(),
    enabled: z.boolean(),
    checked: z.boolean().optional(),
  })
  .strict();
export type NativeItem = z.infer<typeof NativeItem>;

const NativeSubmenu = z.object({ label: Label, items: z.array(NativeItem).max(30) }).strict();
export type NativeSubmenu = z.infer<typeof NativeSubmenu>;

export const NativeMenu = z
  .object({
    id: z.enum(['project', 'edit', 'entity', 'view', 'play', 'help']),
    label: Label,
    /** A line is drawn between groups. */
    groups: z.array(z.array(z.union([NativeItem, NativeSubmenu])).max(80)).max(20),
  })
  .strict();
export type NativeMenu = z.infer<typeof NativeMenu>;

export const FoundProject = z.object({ project: ProjectHandle, name: z.string() });
export type FoundProject = z.infer<typeof FoundProject>;

/** Something from outside of the window that wants to be opened: a link that was clicked, a folder that was handed over. */
export const Opening = z.discriminatedUnion('as', [
  /** Foreign: the person is asked before anything of it is read. */
  z.object({
    as: z.literal('question'),
    id: z.string(),
    what: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('folder'), path: z.string() }),
      z.object({ kind: z.literal('join'), host: z.string(), project: z.string(), fingerprint: z.string() }),
    ]),
  }),
  /** A project that this person has opened before. */
  z.object({ as: z.literal('project'), found: FoundProject }),
  z.object({ as: z.literal('refused'), message: z.string(), hint: z.string().optional() }),
]);
export type Opening = z.infer<typeof Opening>;

/** What the page may ask of its native window. No call takes a path. */
export const desktopCalls = {
  'menu.show': call(z.object({ menus: z.array(NativeMenu).max(10) }).strict(), Nothing),
  /** What the clipboard's keys mean while the person writes text. */
  'text.edit': call(z.object({ what: z.enum(['cut', 'copy', 'paste', 'selectAll']) }).strict(), Nothing),
  'window.new': call(Nothing, Nothing),
  /** Whether this window plays or publishes: nothing is started again meanwhile. */
  'window.busy': call(z.object({ busy: z.boolean() }).strict(), Nothing),
  /** The person asks whether there is a newer LedgerQuest; the answer is a box of the system's. */
  'updates.check': call(Nothing, Nothing),
  /** Shows the system's dialog; nothing found where the person cancels. */
  'folder.choose': call(Nothing, z.object({ found: FoundProject.optional() })),
  /** This window shows a project: the system's list of recent documents gets it. */
  'project.shown': call(z.object({ project: ProjectHandle }).strict(), Nothing),
  /** Joins by a link that the person typed, in a window of its own. */
  'link.join': call(z.object({ link: z.string().max(1000) }).strict(), Nothing),
  'opening.next': call(Nothing, z.object({ opening: Opening.optional() })),
  'opening.answer': call(z.object({ id: z.string().max(64), yes: z.boolean() }).strict(), z.object({ found: FoundProject.optional() })),
} as const;
export type DesktopCalls = typeof desktopCalls;

/** What the native window tells its page. */
export const DesktopNews = z.discriminatedUnion('news', [
  z.object({ news: z.literal('action'), id: z.string() }),
  z.object({ news: z.literal('opening') }),
]);
export type DesktopNews = z.infer<typeof DesktopNews>;

/** The one object that the preload puts into the page. */
export interface DesktopWindow {
  invoke(call: string, request: unknown): Promise<unknown>;
  listen(listener: (news: unknown) => void): void;
}

/** The same, typed: what Studio knows of its native window. */
export interface Desktop {
  invoke<N extends keyof DesktopCalls>(name: N, request: RequestOf<DesktopCalls, N>): Promise<ResponseOf<DesktopCalls, N>>;
  listen(listener: (news: DesktopNews) => void): void;
}
