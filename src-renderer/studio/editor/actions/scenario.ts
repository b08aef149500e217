import { MAX_SEED, type ScenarioSpec } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { freeId } from '../free-id.ts';
import { defineAction } from './action.ts';

/** There is something that no scenario says yet. */
const isTurned = ({ preview, project }: Editor): boolean => {
  const spec = project.get()?.file.get().scenarios[preview.scenario.get() ?? ''];
  return spec !== undefined && (Object.keys(preview.changed.get()).length > 0 || preview.seed.get() !== spec.seed);
};

const mayWrite = ({ project }: Editor): boolean => project.get()?.room.role !== 'viewer';

/** What is turned becomes the chosen scenario's own, one step that everybody sees; then it is run. */
export const keepInScenario = defineAction({
  id: 'scenario.keep',
  title: 'action.keepInScenario',
  when: (editor) => mayWrite(editor) && isTurned(editor),
  async run({ project, preview }) {
    const open = project.get();
    const id = preview.scenario.get() ?? '';
    const spec = open?.file.get().scenarios[id];
    if (!open || !spec) return;
    // Only what was turned: others may be changing the rest of it.
    const values = Object.entries(preview.changed.get()).map(([name, value]) => ({ path: ['scenarios', id, 'values', name], value }));
    const seed = { path: ['scenarios', id, 'seed'], value: Math.min(MAX_SEED, preview.seed.get()) };
    open.edit(t('step.keepInScenario', { name: spec.name }), [...values, seed]);
    preview.chooseScenario(id);
    await preview.run();
  },
});

/** The parameters as they are turned become a scenario of the project, one step that everybody sees; then it is chosen and run. */
export const saveScenario = defineAction<{ name: string }>({
  id: 'scenario.save',
  title: 'action.saveScenario',
  icon: 'plus',
  when: (editor) => mayWrite(editor) && isTurned(editor),
  async run({ project, preview }, { name: typed }) {
    const open = project.get();
    const scenarios = open?.file.get().scenarios ?? {};
    const from = scenarios[preview.scenario.get() ?? ''];
    const name = typed.trim();
    if (!open || !from || name === '') return;
    if (Object.values(scenarios).some((known) => known.name === name)) {
      throw Object.assign(new Error(t('scenario.taken', { name })), { code: 'scenario-exists', hint: t('scenario.taken.hint') });
    }
    const id = freeId(name, 'scenario', scenarios);
    const value = {
      name,
      values: { ...from.values, ...preview.changed.get() },
      ticks: from.ticks,
      seed: Math.min(MAX_SEED, preview.seed.get()),
      ...(from.turn !== undefined && { turn: from.turn }),
    } satisfies ScenarioSpec;
    open.edit(t('step.saveScenario', { name }), [{ path: ['scenarios', id], value }]);
    preview.chooseScenario(id);
    await preview.run();
  },
});
