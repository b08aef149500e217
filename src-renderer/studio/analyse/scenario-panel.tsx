import { useEffect } from 'react';
import type { ProjectFile } from '../../../engine/model/project.ts';
import { Button, EmptyState, NumberField, Select } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { useMaybeCell } from '../react.ts';
import { Comparison } from './comparison.tsx';
import { Knob } from './knob.tsx';
import { Stage } from './stage.tsx';
import { Story } from './story.tsx';
import styles from './analyse.module.css';

function Form({ file }: { file: ProjectFile }) {
  const editor = useEditor();
  const { preview } = editor;
  const chosen = useCell(preview.scenario);
  const parameters = useCell(preview.parameters);
  const changed = useCell(preview.changed);
  const seed = useCell(preview.seed);
  const base = useCell(preview.base);
  const run = useCell(preview.current);
  const clock = useCell(editor.level)?.level.get().clock;
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

  const entries = Object.entries(file.parameters);
  const lit = scenario?.turn;
  const ordered = lit === undefined ? entries : [...entries.filter(([name]) => name === lit), ...entries.filter(([name]) => name !== lit)];
  const choose = (id: string): void => {
    preview.chooseScenario(id);
    void preview.run();
  };
  return (
    <form aria-label={t('panel.scenario')} className={styles['scenario']} onSubmit={(event) => event.preventDefault()}>
      <div className={styles['scenarioHead']}>
        <Select label={t('scenario.choose')} value={chosen} choices={scenarios} wide onChange={choose} />
        <Button look={run ? 'outline' : 'filled'} icon="play" onClick={() => void preview.run()}>
          {t('scenario.run')}
        </Button>
      </div>
      {scenario?.help && <p className={styles['quiet']}>{scenario.help}</p>}
      <Story scenario={scenario} />
      {base && (
        <p className={styles['forked']}>
          {t('scenario.forkedAt', { time: editor.timeText(base.tick) })}{' '}
          <Button onClick={() => preview.leaveFork()}>{t('scenario.leaveFork')}</Button>
        </p>
      )}
      <div className={styles['knobs']}>
        {ordered.map(([name, spec]) => {
          const value = parameters[name];
          return value === undefined ? null : (
            <Knob
              key={name}
              name={name}
              spec={spec}
              value={value}
              changed={Object.hasOwn(changed, name)}
              lit={name === lit}
              onTurn={(next, phase) => preview.turn(name, next, phase)}
            />
          );
        })}
      </div>
      <div className={styles['seed']}>
        <span aria-hidden>{t('scenario.seed')}</span>
        <NumberField
          label={t('scenario.seed')}
          value={seed}
          min={0}
          max={4_294_967_295}
          integer
          onChange={(next) => preview.setSeed(next)}
        />
        <Button icon="reset" disabled={Object.keys(changed).length === 0} onClick={() => preview.resetParameters()}>
          {t('scenario.reset')}
        </Button>
      </div>
      {clock?.kind === 'turns' && <Stage clock={clock} />}
      <Comparison file={file} />
    </form>
  );
}

export function ScenarioPanel() {
  const editor = useEditor();
  const file = useMaybeCell(useCell(editor.project)?.file);
  if (!file) return null;
  if (Object.keys(file.scenarios).length === 0)
    return <EmptyState icon="sliders" title={t('scenario.none')} text={t('scenario.noneHint')} />;
  return <Form file={file} />;
}
