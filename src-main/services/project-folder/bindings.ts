/** How a file and its room say the same thing: one binding per kind of file. */
import {
  type AnyDocument,
  applyCommentChanges,
  applyLevelChanges,
  applyProjectChanges,
  commentRegisters,
  type CommentRegisters,
  diffText,
  type DocumentKind,
  type EditOrigin,
  editScript,
  hasComments,
  isTakenOut,
  levelRegisters,
  type LevelRegisters,
  maxScriptLength,
  type ProjectRegisters,
  projectRegisters,
  readScript,
  rebaseTextEdits,
  toCommentsFile,
  toLevelFile,
  toProjectFile,
  withoutEcho,
  withoutEchoes,
} from '../../../engine/document/index.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import { CommentsFile } from '../../../engine/model/comments.ts';
import { readDocument } from '../../../engine/model/document.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import type { Problem } from '../../../engine/model/problem.ts';
import { ProjectFile, projectPath } from '../../../engine/model/project.ts';

/** A text that was read: what it means, and how to bring what it changed into the room. */
export interface Reading {
  /** Applies what changed since `base`; what equals `pending`, a save of ours that may not have arrived, is no change. */
  apply(document: AnyDocument, base: string | undefined, pending: string | undefined, origin: EditOrigin): void;
}

export interface Binding {
  readonly kind: DocumentKind;
  read(text: string): { ok: true; reading: Reading } | { ok: false; problems: Problem[] };
  /** The canonical text of what the room says; undefined when it says nothing about this file. */
  render(document: AnyDocument): string | undefined;
  /** Was the file's thing taken out of the room? Then its file goes too. A room that cannot say what it has keeps the file. */
  isTakenOut?(document: AnyDocument): boolean;
  /** Do two texts mean the same? A file that somebody formatted by hand is left as it is until its meaning changes. */
  same(a: string, b: string): boolean;
}

export const tablePattern = /^data\/([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.json$/;
export const behaviourPattern = /^behaviours\/([A-Za-z0-9][A-Za-z0-9_-]{0,63}\.(?:yaml|yml|json))$/;
export const levelPattern = /^levels\/([a-z0-9][a-z0-9_-]{0,63})\.json$/;
export const commentsPattern = /^comments\/([a-z0-9][a-z0-9_-]{0,63})\.json$/;
export const scriptPattern = /^scripts\/[A-Za-z0-9][A-Za-z0-9._/-]{0,180}\.(?:ts|js|lua|py)$/;

/** The binding of a project file; undefined for files that no room holds. */
export function bindingOf(path: string): Binding | undefined {
  if (path === projectPath) return projectBinding;
  const table = tablePattern.exec(path);
  if (table) return tableBinding(path, table[1]!);
  const tree = behaviourPattern.exec(path);
  if (tree) return behaviourBinding(tree[1]!);
  if (levelPattern.test(path)) return levelBinding(path);
  if (commentsPattern.test(path)) return commentsBinding(path);
  return scriptPattern.test(path) ? scriptBinding(path) : undefined;
}

/** Files of their own that the project's room has something to say in: also those that nobody has written yet. */
export function filesOfProject(document: AnyDocument): string[] {
  if (document.kind !== 'project') return [];
  const { tables, behaviours } = toProjectFile(document);
  return [...Object.keys(tables).map((name) => `data/${name}.json`), ...Object.keys(behaviours).map((name) => `behaviours/${name}`)];
}

const encoder = new TextEncoder();

function parse<T>(
  path: string,
  text: string,
  schema: Parameters<typeof readDocument<T>>[2] | undefined,
): { ok: true; value: T } | { ok: false; problems: Problem[] } {
  const problems: Problem[] = [];
  const document = readDocument<T>(new Map([[path, encoder.encode(text)]]), path, schema as never, problems);
  return document ? { ok: true, value: document.value } : { ok: false, problems };
}

/** The texts of JSON files mean the same when they read the same. */
const sameJson = (a: string, b: string): boolean => {
  try {
    return prettyJson(JSON.parse(a) as Json) === prettyJson(JSON.parse(b) as Json);
  } catch {
    return a === b;
  }
};

const emptyLevel: LevelRegisters = { meta: new Map(), entities: new Map() };

function levelBinding(path: string): Binding {
  const registers = (text: string | undefined): LevelRegisters | undefined => {
    const parsed = text === undefined ? undefined : parse(path, text, LevelFile);
    return parsed?.ok ? levelRegisters(parsed.value) : undefined;
  };
  return {
    kind: 'level',
    same: sameJson,
    read(text) {
      const parsed = parse(path, text, LevelFile);
      if (!parsed.ok) return parsed;
      const next = levelRegisters(parsed.value);
      return {
        ok: true,
        reading: {
          apply(document, baseText, pendingText, origin) {
            if (document.kind !== 'level') return;
            const base = registers(baseText) ?? emptyLevel;
            const pending = registers(pendingText);
            applyLevelChanges(document, base, pending ? withoutEchoes(base, pending, next) : next, origin);
          },
        },
      };
    },
    render: (document) => (document.kind === 'level' ? prettyJson(toLevelFile(document) as unknown as Json) : undefined),
  };
}

const projectBinding: Binding = {
  kind: 'project',
  same(a, b) {
    const [left, right] = [parse(projectPath, a, ProjectFile), parse(projectPath, b, ProjectFile)];
    return left.ok && right.ok ? prettyJson(left.value as unknown as Json) === prettyJson(right.value as unknown as Json) : sameJson(a, b);
  },
  read(text) {
    const parsed = parse(projectPath, text, ProjectFile);
    if (!parsed.ok) return parsed;
    return {
      ok: true,
      reading: registersReading(projectRegisters(parsed.value), (other) => {
        const earlier = parse(projectPath, other, ProjectFile);
        return earlier.ok ? projectRegisters(earlier.value) : undefined;
      }),
    };
  },
  render: (document) => (document.kind === 'project' ? prettyJson(toProjectFile(document).project as Json) : undefined),
};

function tableBinding(path: string, name: string): Binding {
  const registers = (text: string): ProjectRegisters | undefined => {
    const parsed = parse<Json>(path, text, undefined);
    return parsed.ok ? projectRegisters({}, { [name]: parsed.value }) : undefined;
  };
  return {
    kind: 'project',
    same: sameJson,
    read(text) {
      const parsed = parse<Json>(path, text, undefined);
      return parsed.ok ? { ok: true, reading: registersReading(projectRegisters({}, { [name]: parsed.value }), registers) } : parsed;
    },
    render(document) {
      const table = document.kind === 'project' ? toProjectFile(document).tables[name] : undefined;
      return table === undefined ? undefined : prettyJson(table);
    },
    isTakenOut: (document) => document.kind === 'project' && isTakenOut(document, ['tables', name]),
  };
}

/** The text of a tree is one value: two people who write at once keep the later one, and the history has both. */
function behaviourBinding(name: string): Binding {
  const registers = (text: string): ProjectRegisters => projectRegisters({}, {}, { [name]: text });
  return {
    kind: 'project',
    same: (a, b) => a === b,
    read: (text) => ({ ok: true, reading: registersReading(registers(text), registers) }),
    render: (document) => (document.kind === 'project' ? toProjectFile(document).behaviours[name] : undefined),
    isTakenOut: (document) => document.kind === 'project' && isTakenOut(document, ['behaviours', name]),
  };
}

const registersReading = (next: ProjectRegisters, read: (text: string) => ProjectRegisters | undefined): Reading => ({
  apply(document, baseText, pendingText, origin) {
    if (document.kind !== 'project') return;
    const base = (baseText === undefined ? undefined : read(baseText)) ?? new Map<string, Json>();
    const pending = pendingText === undefined ? undefined : read(pendingText);
    applyProjectChanges(document, base, pending ? withoutEcho(base, pending, next) : next, origin);
  },
});

/** What people say about a level. The folder's owner answers for what stands in the file: nobody judges whose name it is in. */
function commentsBinding(path: string): Binding {
  const registers = (text: string | undefined): CommentRegisters | undefined => {
    const parsed = text === undefined ? undefined : parse(path, text, CommentsFile);
    return parsed?.ok ? commentRegisters(parsed.value) : undefined;
  };
  return {
    kind: 'comments',
    same: sameJson,
    read(text) {
      const parsed = parse(path, text, CommentsFile);
      if (!parsed.ok) return parsed;
      const next = commentRegisters(parsed.value);
      return {
        ok: true,
        reading: {
          apply(document, baseText, pendingText, origin) {
            if (document.kind !== 'comments') return;
            const base = registers(baseText) ?? new Map<string, Json>();
            const pending = registers(pendingText);
            applyCommentChanges(document, base, pending ? withoutEcho(base, pending, next) : next, origin);
          },
        },
      };
    },
    render: (document) =>
      document.kind === 'comments' && hasComments(document) ? prettyJson(toCommentsFile(document) as unknown as Json) : undefined,
  };
}

function scriptBinding(path: string): Binding {
  return {
    kind: 'script',
    same: (a, b) => a === b,
    read(text) {
      if (text.length > maxScriptLength) {
        return {
          ok: false,
          problems: [
            {
              severity: 'error',
              code: 'too-big',
              file: path,
              message: `${path} has ${text.length} characters; a script has at most ${maxScriptLength}.`,
              hint: 'Split it, or move data to data/.',
            },
          ],
        };
      }
      return {
        ok: true,
        reading: {
          apply(document, base, pending, origin) {
            if (document.kind !== 'script' || text === pending) return;
            const now = readScript(document);
            // What people typed since is kept: the outside edits are moved to where their text stands now.
            const edits = base === undefined ? diffText(now, text) : rebaseTextEdits(diffText(base, text), diffText(base, now));
            editScript(document, edits, origin);
          },
        },
      };
    },
    render: (document) => (document.kind === 'script' ? readScript(document) : undefined),
  };
}
