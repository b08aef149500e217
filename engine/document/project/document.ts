/** What is not a level, shared: parameters, scenarios, KPIs, charts, component types, commands, tables, behaviour trees. One flat map of registers. */
import * as Y from 'yjs';
import { LedgerError } from '../../kernel/error.ts';
import { compareText, type Json } from '../../kernel/json.ts';
import type { Problem } from '../../model/problem.ts';
import { AssetSpec, ProjectFile } from '../../model/project.ts';
import { changed } from '../level/apply.ts';
import type { EditOrigin } from '../origin.ts';
import { isPlainJson, sameValue } from '../values.ts';
import { flatten, isProjectKey, type ProjectRegisters, registerKey, unflatten } from './registers.ts';

export interface ProjectDocument {
  readonly kind: 'project';
  readonly doc: Y.Doc;
}

export const openProjectDocument = (doc: Y.Doc = new Y.Doc()): ProjectDocument => {
  doc.getMap('project');
  return { kind: 'project', doc };
};

export const partsOf = ({ doc }: ProjectDocument): Y.Map<unknown> => doc.getMap('project');

export interface ProjectChange {
  /** `['scenarios', 'base', 'values', 'theta']`; a whole thing (`['kpis', 'total_cost']`) may be set at once. */
  path: readonly string[];
  /** null takes it away. */
  value: Json;
}

/** One step over any number of registers. Setting a whole thing clears the members that the new value does not have. */
export function setProject(document: ProjectDocument, changes: readonly ProjectChange[], origin: EditOrigin): void {
  const parts = partsOf(document);
  document.doc.transact(() => {
    for (const { path, value } of changes) {
      const registers = flatten(value, path);
      const prefix = registerKey(path);
      for (const key of parts.keys()) {
        if (value === null && key === `${prefix}/$`) put(parts, key, false);
        else if (value !== null && key.startsWith(`${prefix}/`) && !registers.has(key)) put(parts, key, key.endsWith('/$') ? false : null);
      }
      if (value === null && parts.has(prefix)) put(parts, prefix, null);
      if (value !== null)
        for (const [key, register] of registers)
          put(parts, key, key.endsWith('/$') && typeof parts.get(key) === 'string' ? (parts.get(key) as string) : register);
    }
  }, origin);
}

function put(parts: Y.Map<unknown>, key: string, value: Json): number {
  if (sameValue(parts.get(key) as Json | undefined, value)) return 0;
  parts.set(key, value);
  return 1;
}

/** A project file, and with it any data tables and the texts of behaviour trees, as registers. */
export function projectRegisters(
  project: Readonly<Record<string, unknown>>,
  tables: Readonly<Record<string, Json>> = {},
  behaviours: Readonly<Record<string, string>> = {},
): ProjectRegisters {
  const registers = flatten({ ...(project as Record<string, Json>), tables, behaviours });
  registers.delete('format');
  return registers;
}

export const seedProject = (
  document: ProjectDocument,
  project: ProjectFile,
  origin: EditOrigin,
  tables: Readonly<Record<string, Json>> = {},
): void => {
  applyProjectChanges(document, new Map(), projectRegisters(project, tables), origin);
};

/** Applies what changed from `base` to `next` and nothing else, in one transaction. Returns how many registers changed. */
export function applyProjectChanges(document: ProjectDocument, base: ProjectRegisters, next: ProjectRegisters, origin: EditOrigin): number {
  let written = 0;
  document.doc.transact(() => {
    for (const [key, value] of changed(base, next)) written += put(partsOf(document), key, value ?? (key.endsWith('/$') ? false : null));
  }, origin);
  return written;
}

export interface MaterialisedProject {
  project: ProjectFile;
  /** Data tables by name: `data/<name>.json`. */
  tables: Readonly<Record<string, Json>>;
  /** Texts of behaviour trees by file name: `behaviours/<name>.yaml` or `.json`. */
  behaviours: Readonly<Record<string, string>>;
  problems: readonly Problem[];
}

const minimal = { format: 1, id: 'project', name: 'Project', levels: ['levels/level.json'] };

/**
 * What the project document means: total, deterministic, never throws. A declaration that does not fit (a parameter without a default that
 * two people made at once, a kind of a newer editor) is left out and named in `problems`; the document keeps it.
 */
export function materialiseProject(document: ProjectDocument, file = 'ledgerquest.json'): MaterialisedProject {
  const registers = new Map<string, Json>();
  for (const [key, value] of partsOf(document)) if (isPlainJson(value)) registers.set(key, value);
  const problems: Problem[] = [];
  // Each round leaves out what the last one refused; every round removes at least one member, so it ends.
  const { declared, tables, behaviours } = partsIn(registers);
  let candidate: Record<string, Json> = { ...minimal, ...(declared as Record<string, Json>) };
  for (;;) {
    const parsed = ProjectFile.safeParse(candidate);
    if (parsed.success) return { project: parsed.data, tables, behaviours, problems };
    const refused = new Map(parsed.error.issues.map((issue) => [registerKey(victim(issue.path)), issue.message]));
    if (refused.has('')) return { project: ProjectFile.parse(minimal), tables, behaviours, problems };
    for (const [key, message] of [...refused].toSorted(([a], [b]) => compareText(a, b))) {
      problems.push({
        severity: 'warning',
        code: 'quarantined-value',
        file,
        message: `${key}: ${message}; it is left out.`,
        hint: 'Set it again, or undo the change that made it.',
      });
    }
    candidate = without(candidate, new Set(refused.keys()));
  }
}

const collections = new Set([
  'components',
  'commands',
  'prefabs',
  'machines',
  'parameters',
  'scenarios',
  'kpis',
  'charts',
  'materials',
  'assets',
]);

/** What is left out for an issue at `path`: the named thing, or the top-level member. */
const victim = (path: readonly PropertyKey[]): string[] => path.slice(0, collections.has(String(path[0])) ? 2 : 1).map(String);

function without(project: Record<string, Json>, refused: ReadonlySet<string>): Record<string, Json> {
  const keep = Object.entries(project).flatMap(([key, value]): [string, Json][] => {
    if (refused.has(registerKey([key]))) return Object.hasOwn(minimal, key) ? [[key, minimal[key as keyof typeof minimal]]] : [];
    if (!collections.has(key) || typeof value !== 'object' || value === null) return [[key, value]];
    if (Array.isArray(value)) return [[key, value.filter((_, index) => !refused.has(registerKey([key, String(index)])))]];
    return [[key, Object.fromEntries(Object.entries(value).filter(([name]) => !refused.has(registerKey([key, name]))))]];
  });
  return Object.fromEntries(keep);
}

/** The project as its file holds it: with the declarations that do not fit, so that saving never throws away what an author wrote. */
export function toProjectFile(document: ProjectDocument): {
  project: Readonly<Record<string, Json>>;
  tables: Readonly<Record<string, Json>>;
  behaviours: Readonly<Record<string, string>>;
} {
  const registers = new Map([...partsOf(document)].filter((entry): entry is [string, Json] => isPlainJson(entry[1])));
  const { declared, ...files } = partsIn(registers);
  return { project: { format: 1, ...declared }, ...files };
}

/** True where nothing stands at `path`; a value that cannot be read stands there all the same. */
export const isTakenOut = (document: ProjectDocument, path: readonly string[]): boolean =>
  (partsOf(document).get(registerKey(path)) ?? null) === null;

/** What stands in ledgerquest.json, and what in files of its own. */
function partsIn(registers: ProjectRegisters): {
  declared: Record<string, Json>;
  tables: Record<string, Json>;
  behaviours: Record<string, string>;
} {
  const {
    tables = {},
    behaviours = {},
    machines = {},
    materials = {},
    assets = {},
    ...others
  } = unflatten(registers) as Record<string, Json>;
  // A project without machines, materials or assets does not say so: its file stays as it was.
  const said = Object.entries({ machines, materials, assets }).filter(
    ([, things]) => Object.keys(things as Record<string, Json>).length > 0,
  );
  const declared = { ...others, ...Object.fromEntries(said) };
  return {
    declared,
    tables: tables as Record<string, Json>,
    behaviours: Object.fromEntries(
      Object.entries(behaviours as Record<string, Json>).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  };
}

/** Judges one register of a project on its way in. */
export function checkProjectRegister(key: string, value: unknown): string | undefined {
  if (!isProjectKey(key)) return 'is not a register of a project';
  return isPlainJson(value) ? undefined : 'is not plain JSON within the limits';
}

/** The first reason for which a room would refuse these changes. */
export function checkProjectChanges(changes: readonly ProjectChange[]): LedgerError | undefined {
  for (const { path, value } of changes) {
    for (const [key, register] of flatten(value, path)) {
      const reason = checkProjectRegister(key, register);
      if (reason !== undefined)
        return new LedgerError({ code: 'invalid-value', message: `${key} ${reason}.`, hint: 'Nothing was changed.', where: key });
    }
  }
  return undefined;
}

/** An entry of the index of assets is taken when the bytes that it names are kept. */
export function checkAsset(key: string, value: unknown, isKept: ((sha256: string) => boolean) | undefined): string | undefined {
  if (!key.startsWith('assets/') || value === null) return undefined;
  const parsed = AssetSpec.safeParse(value);
  if (!parsed.success) return 'is not an entry of an asset';
  return isKept === undefined || isKept(parsed.data.sha256) ? undefined : 'names bytes that were not stored';
}

/** Tells of every change. Returns how to stop. */
export function observeProject(document: ProjectDocument, listener: (keys: ReadonlySet<string>, origin: unknown) => void): () => void {
  const parts = partsOf(document);
  const onChange = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction): void =>
    listener(event.keysChanged as Set<string>, transaction.origin);
  parts.observe(onChange);
  return () => parts.unobserve(onChange);
}
