import type { Editor } from '../editor.ts';
import { type Cell, createCell } from '../cell.ts';
import type { Action, MenuId } from './action.ts';
import { type KeyPress, matches, parseKeys } from './keys.ts';

export type KeyBindings = Readonly<Record<string, readonly string[]>>;

export interface ActionRegistry {
  /** Everything a person can start without further input, in the order of registration. */
  readonly all: readonly Action[];
  get(id: string): Action | undefined;
  /** The keys that start it: the person's own, else its defaults. */
  keysOf: (id: string) => readonly string[];
  /** The person's own keys by action id; an empty list takes the defaults away. */
  readonly bindings: Cell<KeyBindings>;
  /** Other actions that a press of these keys may start as well. */
  conflicts(id: string): readonly { keys: string; with: Action }[];
  /** The groups of a menu, each in order; empty groups are left out. */
  menu(id: MenuId): readonly (readonly Action[])[];
  /** The enabled action that a key press means; `typing` is true while the person writes text, where plain keys are text. */
  forKey(editor: Editor, press: KeyPress, options: { mac: boolean; typing: boolean }): Action | undefined;
}

/** @throws Error where two actions share an id: a bug of ours. */
export function createActionRegistry(actions: readonly Action[], bindings: Cell<KeyBindings> = createCell({})): ActionRegistry {
  const byId = new Map<string, Action>();
  for (const action of actions) {
    if (byId.has(action.id)) throw new Error(`two actions are called ${action.id}`);
    byId.set(action.id, action);
  }
  const own = bindings;
  const keysOf = (id: string): readonly string[] => own.get()[id] ?? byId.get(id)?.keys ?? [];
  return {
    all: [...byId.values()],
    get: (id) => byId.get(id),
    keysOf,
    bindings: own,
    conflicts: (id) =>
      keysOf(id).flatMap((keys) =>
        [...byId.values()].filter((other) => other.id !== id && keysOf(other.id).includes(keys)).map((other) => ({ keys, with: other })),
      ),
    menu(id) {
      const groups = new Map<number, Action[]>();
      for (const action of byId.values()) {
        if (action.menu?.in !== id) continue;
        const group = groups.get(action.menu.group) ?? [];
        group.push(action);
        groups.set(action.menu.group, group);
      }
      return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
    },
    // While somebody types, letters and the clipboard are the text's; undo stays Studio's, since a field is one step of it.
    forKey(editor, press, { mac, typing }) {
      for (const action of byId.values()) {
        for (const text of keysOf(action.id)) {
          const stroke = parseKeys(text);
          const isText = typing && (stroke.mod ? /^[acvx]$/i.test(stroke.key) : !/^F\d/.test(stroke.key));
          if (!isText && matches(stroke, press, mac) && (action.when?.(editor) ?? true)) return action;
        }
      }
      return undefined;
    },
  };
}
