import { createRoot } from 'react-dom/client';
import type { FieldChange } from '../../../../engine/document/index.ts';
import type { Action } from '../../../../src-renderer/studio/editor/index.ts';
import { renameTo } from '../../../../src-renderer/studio/editor/actions/index.ts';
import { Studio } from '../../../../src-renderer/studio/index.tsx';
import type { BenchPage, Times } from '../told.ts';
import { drawn, settle, timed, timedTask, until } from './flush.ts';
import { handle, openBenchEditor } from './host.ts';
import { keyOf } from './level.ts';

type WindowPart = Omit<BenchPage, 'tree' | 'scene'>;

/** The whole window of Studio around a level of so many entities, and what a person does in it. */
export function windowBench(engineUrl: string): WindowPart {
  let size = 0;
  let editor!: ReturnType<typeof openBenchEditor>;
  const rows = (): Element[] => [...document.querySelectorAll('[role=tree] [role=treeitem]')];
  const action = (id: string): Action => {
    const found = editor.actions.get(id);
    if (!found) throw new Error(`there is no action ${id}`);
    return found;
  };
  const count = (): number => Object.keys(editor.level.get()?.level.get().entities ?? {}).length;
  /** Far from each other, the same in every run. */
  const keys = (times: number): string[] => Array.from({ length: times }, (_, index) => keyOf((index * 7919) % size));
  const each = async (times: number, work: (key: string, index: number) => void): Promise<Times> => {
    const taken: number[] = [];
    for (const [index, key] of keys(times).entries()) {
      taken.push(timed(() => work(key, index)));
      await drawn();
    }
    return taken;
  };
  const position = (key: string, index: number): FieldChange => {
    const [x = 0, , z = 0] = (editor.level.get()?.entity(key).get()?.components['Transform']?.['position'] ?? []) as number[];
    return { entity: key, component: 'Transform', field: 'position', value: [x, 0.1 * (index + 1), z] };
  };

  return {
    async prepare({ entities }) {
      size = entities;
      editor = openBenchEditor(entities, engineUrl);
      editor.preferences.setPreset('design');
      createRoot(document.getElementById('studio')!).render(<Studio editor={editor} />);
      await editor.closeProject();
      await drawn();
    },
    async open() {
      const begun = performance.now();
      await editor.openProject(handle, 'Bench');
      await until(() => editor.viewport.get() !== undefined && rows().length > 0);
      await drawn();
      return { milliseconds: performance.now() - begun, rows: rows().length, nodes: document.querySelectorAll('*').length };
    },
    async compiled() {
      const done = (): boolean => ['ready', 'refused'].includes(editor.preview.program.get().state);
      while (!done()) await new Promise((resolve) => void setTimeout(resolve, 50));
      const { state, problems } = editor.preview.program.get();
      return state === 'ready' ? state : JSON.stringify(problems.slice(0, 3));
    },
    select: (times) => each(times, (key) => editor.selection.set([key])),
    rename: (times) => each(times, (key, index) => void editor.do(renameTo, { entity: key, name: `Renamed ${index}` })),
    move: (times) =>
      each(times, (key, index) => {
        const change = position(key, index);
        const gesture = editor.gesture('Move');
        gesture?.set([change]);
        gesture?.end();
      }),
    async drag(entities, steps) {
      const held = Array.from({ length: entities }, (_, index) => keyOf(Math.floor((index * size) / entities)));
      editor.selection.set(held);
      await drawn();
      const gesture = editor.gesture('Drag');
      const taken: number[] = [];
      for (let step = 0; step < steps; step += 1) {
        const changes = held.map((key) => position(key, step));
        taken.push(timed(() => gesture?.set(changes)));
        await drawn();
      }
      taken.push(timed(() => gesture?.end()));
      await drawn();
      editor.selection.clear();
      await drawn();
      return taken;
    },
    async remove(entities) {
      editor.selection.set(Array.from({ length: entities }, (_, index) => keyOf(index)));
      await drawn();
      const removed = [timed(() => void editor.do(action('edit.delete')))];
      await drawn();
      return { removed, left: count() };
    },
    async undo() {
      const undone = [timed(() => void editor.do(action('edit.undo')))];
      await drawn();
      return { undone, left: count() };
    },
    async scroll(steps) {
      const tree = document.querySelector('[role=tree]');
      if (!tree) throw new Error('there is no tree');
      const taken: number[] = [];
      for (let step = 0; step < steps; step += 1) {
        taken.push(
          await timedTask(() => {
            tree.scrollTop = ((step * 7919) % size) * 24;
            tree.dispatchEvent(new Event('scroll'));
          }),
        );
        await drawn();
      }
      settle();
      return taken;
    },
  };
}
