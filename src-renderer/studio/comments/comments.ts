import {
  anchorThread,
  type Comment,
  type CommentThread,
  newId,
  removeMessage,
  setResolved,
  startThread,
  writeMessage,
} from '../../../engine/document/index.ts';
import type { CommentAnchor } from '../../../engine/model/comments.ts';
import type { ProjectPerson } from '../../../src-main/contract/index.ts';
import { type Cell, createCell, derive, sameItems, type WritableCell } from '../editor/cell.ts';
import type { CommentsSession, Editor, LevelRef, ProjectSession } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { aboutOf } from './about.ts';
import { mentionsIn } from './mentions.ts';

/** What is said about one level. */
export interface LevelComments {
  ref: LevelRef;
  session: CommentsSession;
  threads: readonly CommentThread[];
}

export interface ThreadRef {
  /** The level's path. */
  level: string;
  thread: string;
}

/** A message that names this person and that they have not seen. */
export interface Mention extends ThreadRef {
  message: Comment;
}

/** What people say about the open project, and what of it this window shows. */
export interface Comments {
  /** In the order of the project's levels; those whose room is still being entered are not there yet. */
  readonly levels: Cell<readonly LevelComments[]>;
  /** Whom one may name. */
  readonly people: Cell<readonly ProjectPerson[]>;
  readonly unread: Cell<readonly Mention[]>;
  readonly shown: WritableCell<'open' | 'resolved'>;
  readonly scope: WritableCell<'level' | 'project'>;
  /** The entity that alone is looked at. */
  /** ... or these threads, by their ids: those whose pins stand together in the scene. */
  readonly only: WritableCell<string | readonly string[] | undefined>;
  readonly opened: WritableCell<ThreadRef | undefined>;
  /** What a new thread is to be about, while it is being written. */
  readonly drafted: WritableCell<CommentAnchor | undefined>;
  /** True while the panel shows: what is written in the open thread is seen then. */
  readonly visible: WritableCell<boolean>;
  threadOf(ref: ThreadRef): { comments: LevelComments; thread: CommentThread } | undefined;
  /** Each is one step of the person's history; false when it was refused, which is a notice. */
  start(anchor: CommentAnchor, text: string): boolean;
  reply(ref: ThreadRef, text: string): boolean;
  change(ref: ThreadRef, message: Comment, text: string): boolean;
  remove(ref: ThreadRef, message: Comment): boolean;
  resolve(ref: ThreadRef, resolved: boolean): boolean;
  anchor(ref: ThreadRef, anchor: CommentAnchor): boolean;
  /** Brings a thread to the front. */
  open(ref: ThreadRef): void;
  /** Selects and frames what a thread is about, in its level. */
  goTo(ref: ThreadRef): Promise<void>;
  seen(thread: CommentThread): void;
}

const excerpt = (text: string): string => {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60).trimEnd()}…` : line;
};
const mostRemembered = 2000;

function createComments(editor: Editor): Comments {
  const levels = createCell<readonly LevelComments[]>([]);
  const people = createCell<readonly ProjectPerson[]>([]);
  const read = createCell<ReadonlySet<string>>(new Set());
  const opened = createCell<ThreadRef | undefined>(undefined);
  const drafted = createCell<CommentAnchor | undefined>(undefined);
  const only = createCell<string | readonly string[] | undefined>(undefined);
  const visible = createCell(false);
  const told = new Set<string>();
  let leave = (): void => {};

  const me = (): string | undefined => levels.get()[0]?.session.room.person?.id;
  const keepsakeOf = (): string => `comments/${me()}/${editor.project.get()?.id}`;
  const unread = derive(
    [levels, read],
    (all, known) =>
      all.flatMap(({ ref, session, threads }) =>
        threads.flatMap(({ id, messages }) =>
          messages.flatMap((message): Mention[] => {
            const self = session.room.person?.id;
            const isForMe = message.by.id !== self && (message.mentions ?? []).some((person) => person.id === self);
            return isForMe && !known.has(message.id) ? [{ level: ref.path, thread: id, message }] : [];
          }),
        ),
      ),
    (a, b) =>
      sameItems(
        a.map(({ message }) => message.id),
        b.map(({ message }) => message.id),
      ),
  );

  const remember = (messages: readonly Comment[]): void => {
    const fresh = messages.filter(({ id }) => !read.get().has(id));
    if (fresh.length === 0) return;
    const next = [...read.get(), ...fresh.map(({ id }) => id)].slice(-mostRemembered);
    read.set(new Set(next));
    editor.ports.keepsakes.write(keepsakeOf(), next);
  };

  /** Who is named is told: when it happens, or when they next open the project. */
  const tell = (): void => {
    const fresh = unread.get().filter(({ message, thread }) => {
      const isLookedAt = visible.get() && opened.get()?.thread === thread;
      return !told.has(message.id) && !isLookedAt;
    });
    const [first] = fresh;
    if (!first) return;
    for (const { message } of fresh) told.add(message.id);
    editor.notices.say({
      tone: 'plain',
      title:
        fresh.length === 1 ? t('comments.mention', { author: first.message.by.name }) : t('comments.mentions', { count: fresh.length }),
      text: excerpt(first.message.text),
      action: {
        label: t('comments.mention.show'),
        run: () => (fresh.length === 1 ? open(first) : editor.reveal.set('comments')),
      },
    });
  };
  unread.subscribe(tell);

  const enter = (project: ProjectSession): void => {
    let gone = false;
    const stops: (() => void)[] = [];
    const entered = new Map<string, CommentsSession>();
    leave = () => {
      gone = true;
      leave = () => {};
      for (const stop of stops) stop();
      levels.set([]);
      opened.set(undefined);
      drafted.set(undefined);
      only.set(undefined);
      told.clear();
    };
    const gather = (): void =>
      levels.set(
        project.levels.flatMap((ref) => {
          const session = entered.get(ref.path);
          return session ? [{ ref, session, threads: session.threads.get() }] : [];
        }),
      );
    const asked = new Set<string>();
    const enterLevel = (ref: LevelRef): void => {
      if (asked.has(ref.path)) return;
      asked.add(ref.path);
      project.comments(ref).then((session) => {
        if (gone) return;
        entered.set(ref.path, session);
        stops.push(session.threads.subscribe(gather));
        if (entered.size === 1) {
          const stored = editor.ports.keepsakes.read(`comments/${session.room.person?.id}/${project.id}`);
          read.set(new Set(Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : []));
        }
        gather();
      }, editor.notices.refuse);
    };
    const enterAll = (): void => project.levels.forEach(enterLevel);
    stops.push(
      project.levelRefs.subscribe(() => {
        enterAll();
        gather();
      }),
    );
    enterAll();
    const ask = (): void =>
      void editor.bridge.invoke('project.people', { project: project.handle }).then(
        (answer) => {
          if (!gone) people.set(answer.people);
        },
        () => {},
      );
    // Who was invited after the project was opened can be named as soon as they are here.
    const met = new Set<string>();
    stops.push(
      editor.people.subscribe(() => {
        const strangers = editor.people.get().filter(({ person: { id } }) => !met.has(id) && people.get().every((one) => one.id !== id));
        for (const { person } of strangers) met.add(person.id);
        if (strangers.length > 0) ask();
      }),
    );
    ask();
  };
  editor.project.subscribe(() => {
    leave();
    const project = editor.project.get();
    if (project) enter(project);
  });
  const already = editor.project.get();
  if (already) enter(already);

  const commentsOfLevel = (path: string): LevelComments | undefined => levels.get().find(({ ref }) => ref.path === path);
  const edit = (path: string, label: string, change: Parameters<CommentsSession['edit']>[1]): boolean => {
    const comments = commentsOfLevel(path);
    if (!comments) return false;
    try {
      comments.session.edit(label, change);
      return true;
    } catch (error) {
      editor.notices.refuse(error);
      return false;
    }
  };
  const said = (text: string): { at: number; text: string; mentions?: { id: string; name: string }[] } => {
    const mentions = mentionsIn(text, people.get()).slice(0, 20);
    return { at: Date.now(), text, ...(mentions.length > 0 && { mentions }) };
  };
  const idFor = (): string => newId(editor.ports.random);
  const open = (ref: ThreadRef): void => {
    drafted.set(undefined);
    opened.set({ level: ref.level, thread: ref.thread });
    editor.reveal.set('comments');
  };
  const threadOf: Comments['threadOf'] = ({ level, thread: id }) => {
    const comments = commentsOfLevel(level);
    const thread = comments?.threads.find((one) => one.id === id);
    return comments && thread && { comments, thread };
  };

  return {
    levels,
    people,
    unread,
    shown: createCell<'open' | 'resolved'>('open'),
    scope: createCell<'level' | 'project'>('level'),
    only,
    opened,
    drafted,
    visible,
    threadOf,
    open,
    start(anchor, text) {
      const level = editor.level.get();
      if (!level) return false;
      const ref = { thread: idFor(), message: idFor() };
      const done = edit(level.ref.path, t('step.comment', { what: excerpt(text) }), (document, { by }, origin) =>
        startThread(document, ref, anchor, { by, ...said(text) }, origin),
      );
      if (done) {
        drafted.set(undefined);
        opened.set({ level: level.ref.path, thread: ref.thread });
      }
      return done;
    },
    reply: ({ level, thread }, text) =>
      edit(level, t('step.comment.reply', { what: excerpt(text) }), (document, { by }, origin) =>
        writeMessage(document, { thread, message: idFor() }, { by, ...said(text) }, origin),
      ),
    change: ({ level, thread }, { id, at }, text) =>
      edit(level, t('step.comment.edit'), (document, { by }, origin) => {
        const { at: edited, ...rest } = said(text);
        writeMessage(document, { thread, message: id }, { by, ...rest, at, edited }, origin);
      }),
    remove: ({ level, thread }, { id, by: author }) =>
      edit(level, t('step.comment.delete'), (document, { by }, origin) =>
        removeMessage(document, { thread, message: id }, author.id === by.id ? 'author' : 'owner', origin),
      ),
    resolve: ({ level, thread }, resolved) =>
      edit(level, t(resolved ? 'step.comment.resolve' : 'step.comment.reopen'), (document, { by }, origin) =>
        setResolved(document, thread, resolved, { by, at: Date.now() }, origin),
      ),
    anchor: ({ level, thread }, anchor) =>
      edit(level, t('step.comment.anchor', { what: 'name' in anchor ? anchor.name : t('comments.point') }), (document, _who, origin) =>
        anchorThread(document, thread, anchor, origin),
      ),
    async goTo(ref) {
      const found = threadOf(ref);
      if (!found) return;
      await editor.openLevel(found.comments.ref);
      const { anchor } = found.thread;
      if (!anchor) return;
      if ('point' in anchor) return editor.viewport.get()?.show(anchor.point);
      if (aboutOf(anchor, editor.level.get(), found.comments.ref).kind !== 'entity') return;
      editor.selection.set([anchor.entity]);
      editor.viewport.get()?.frame([anchor.entity]);
    },
    seen: ({ messages }) => remember(messages.filter(({ mentions }) => mentions !== undefined)),
  };
}

const made = new WeakMap<Editor, Comments>();

export function commentsOf(editor: Editor): Comments {
  let comments = made.get(editor);
  if (!comments) {
    comments = createComments(editor);
    made.set(editor, comments);
  }
  return comments;
}

/** What a comment on the selection is about: the entity that was selected last. */
export function selectionAnchor(editor: Editor): CommentAnchor | undefined {
  const entity = editor.selection.keys.get().at(-1);
  const name = entity === undefined ? undefined : editor.level.get()?.entity(entity).get()?.name;
  return entity === undefined || name === undefined ? undefined : { entity, name };
}
