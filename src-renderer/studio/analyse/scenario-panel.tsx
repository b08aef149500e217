import { useEffect, useRef } from 'react';
import type { ProjectFile } from '../../../engine/model/project.ts';
import { Button, EmptyState, FieldSubject, Icon, NumberField, Select } from '../../ui/index.ts';
import { isOfSession, type ProjectSession } from '../editor/index.ts';
import { numberProblem, t } from '../i18n/index.ts';
import { projectSettings } from '../authoring/actions.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { Comparison } from './comparison.tsx';
import { Knob } from './knob.tsx';
import { knobGroups } from './knob-groups.ts';
import { SaveScenario } from './save-scenario.tsx';
import { Stage } from './stage.tsx';
import { Story } from './story.tsx';
import { usePointed } from './use-pointed.ts';
import styles from './analyse.module.css';

/** What of a knob takes the keys: Base UI has inputs of its own beside it. */
const control = ':is(input:not([aria-hidden=true]), textarea, [role=slider], [role=switch], [role=combobox])';

function Form({ project, file }: { project: ProjectSession; file: ProjectFile }) {
  const editor = useEditor();
  const { preview } = editor;
  const chosen = useCell(preview.scenario);
  const parameters = useCell(preview.parameters);
  const changed = useCell(preview.changed);
  const seed = useCell(preview.seed);
  const base = useCell(preview.base);
  const forked = useCell(preview.runs, (runs) => base && runs.find(({ id }) => id === base.run));
  const settled = useCell(preview.settled);
  const clock = useCell(editor.level)?.head.get().clock;
  const scenario = chosen === undefined ? undefined : file.scenarios[chosen];
  const scenarios = Object.entries(file.scenarios).map(([value, { name, help }]) => ({
    value,
    label: name,
    ...(help !== undefined && { hint: help }),
  }));
  const first = scenarios[0]?.value;
  useEffect(() => {
    if (chosen === undefined && first !== undefined) preview.chooseScenario(first);
  }, [chosen, first, preview]);

  /** What was typed for a scenario is not turned in another one. */
  const isElsewhere = (label: string): boolean => {
    if (editor.project.get() === project && preview.scenario.get() === chosen) return false;
    editor.notices.say({ tone: 'warn', title: t('lost.field', { field: label }), text: t('lost.scenario') });
    return true;
  };
  const form = useRef<HTMLFormElement>(null);
  usePointed(form, (pointed) => ('parameter' in pointed ? `[data-parameter="${pointed.parameter}"] ${control}` : undefined));

  const lit = scenario?.turn;
  const { levers, rest } = knobGroups(file, lit);
  const knob = (name: string) => {
    const value = parameters[name];
    const spec = file.parameters[name];
    return value === undefined || !spec ? null : (
      <Knob
        key={name}
        name={name}
        spec={spec}
        value={value}
        changed={Object.hasOwn(changed, name)}
        lit={name === lit}
        onTurn={(next, phase) => !isElsewhere(spec.label) && preview.turn(name, next, phase)}
      />
    );
  };
  const choose = (id: string): void => {
    // As it stands it has run: its button runs it again. What was turned or forked goes back to what the scenario says.
    if (id === chosen && settled && base === undefined && Object.keys(changed).length === 0) return;
    preview.chooseScenario(id);
    void preview.run();
  };
  return (
    <form ref={form} aria-label={t('panel.scenario')} className={styles['scenario']} onSubmit={(event) => event.preventDefault()}>
      <div className={styles['scenarioHead']}>
        <Select label={t('scenario.choose')} value={chosen} choices={scenarios} wide onChange={choose} />
        <Button look={settled ? 'outline' : 'filled'} icon="play" onClick={() => void preview.run()}>
          {t('scenario.run')}
        </Button>
      </div>
      {scenario?.help && <p className={styles['quiet']}>{scenario.help}</p>}
      <Story scenario={scenario} />
      {base && (
        <div className={styles['forked']}>
          <Icon name="fork" />
          <p>
            {t(forked && isOfSession(forked) ? 'scenario.forkedSessionAt' : 'scenario.forkedAt', { time: editor.momentText(base.tick) })}
          </p>
          <Button onClick={() => preview.leaveFork()}>{t('scenario.leaveFork')}</Button>
        </div>
      )}
      <div className={styles['knobs']}>{levers.map(knob)}</div>
      {clock?.kind === 'turns' && <Stage clock={clock} />}
      {rest.length > 0 && (
        <>
          <h3 className={styles['rest']}>{t('scenario.rest')}</h3>
          <div className={styles['knobs']}>{rest.map(knob)}</div>
        </>
      )}
      <div className={styles['seed']}>
        <span aria-hidden>{t('scenario.seed')}</span>
        <NumberField
          label={t('scenario.seed')}
          value={seed}
          min={0}
          max={4_294_967_295}
          integer
          explain={numberProblem}
          onChange={(next) => !isElsewhere(t('scenario.seed')) && preview.setSeed(next)}
        />
        <Button icon="reset" disabled={Object.keys(changed).length === 0} onClick={() => preview.resetParameters()}>
          {t('scenario.reset')}
        </Button>
        <SaveScenario />
      </div>
      <Comparison file={file} />
    </form>
  );
}

export function ScenarioPanel() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const chosen = useCell(editor.preview.scenario);
  const file = useMaybeCell(project?.file);
  if (!project || !file) return null;
  if (Object.keys(file.scenarios).length === 0)
    return (
      <EmptyState icon="sliders" title={t('scenario.none')} text={t('scenario.noneHint')}>
        <Button look="outline" icon="settings" onClick={() => void editor.do(projectSettings)}>
          {t('action.project.settings')}
        </Button>
      </EmptyState>
    );
  return (
    <FieldSubject value={`${project.id} ${chosen}`}>
      <Form project={project} file={file} />
    </FieldSubject>
  );
}
