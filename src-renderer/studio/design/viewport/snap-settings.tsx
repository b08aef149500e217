import { IconButton, NumberField, Popover, Switch } from '../../../ui/index.ts';
import { stepRange, type Steps } from '../../editor/index.ts';
import { setStep } from '../../editor/actions/index.ts';
import { numberProblem, type PlainKey, t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './viewport.module.css';

const units: Readonly<Record<keyof Steps, { unit: string; by: number }>> = {
  move: { unit: 'm', by: 0.05 },
  rotate: { unit: '°', by: 1 },
  scale: { unit: '×', by: 0.05 },
};

/** How far drags go at a time, and what they hold on to. */
export function SnapSettings() {
  const editor = useEditor();
  const { viewing } = editor;
  const steps = useCell(viewing.steps);
  const onSurface = useCell(viewing.onSurface);
  const states: Readonly<Record<string, boolean>> = {
    'view.snap': useCell(viewing.snap),
    'view.snap.surface': onSurface,
    'view.snap.upright': useCell(viewing.upright),
    'view.snap.vertex': useCell(viewing.toVertex),
  };
  const toggle = (id: string, label: PlainKey, disabled = false) => {
    const action = editor.actions.get(id);
    return (
      <div className={styles['setting']}>
        <span aria-hidden>{t(label)}</span>
        <Switch label={t(label)} checked={states[id] ?? false} disabled={disabled} onChange={() => void (action && editor.do(action))} />
      </div>
    );
  };
  return (
    <Popover
      label={t('snap.settings')}
      titled
      align="start"
      className={styles['form']}
      trigger={<IconButton icon="chevron-down" size={12} className={styles['narrow']} label={t('snap.settings')} />}
    >
      {toggle('view.snap', 'snap.on')}
      <p className={styles['note']}>{t('snap.on.hint')}</p>
      {(['move', 'rotate', 'scale'] as const).map((tool) => (
        <div key={tool} className={styles['setting']}>
          <span aria-hidden>{t(`snap.${tool}`)}</span>
          <NumberField
            className={styles['number']}
            label={t(`snap.${tool}`)}
            unit={units[tool].unit}
            step={units[tool].by}
            explain={numberProblem}
            value={steps[tool]}
            {...stepRange(tool)}
            onChange={(step) => void editor.do(setStep, { tool, step })}
          />
        </div>
      ))}
      <hr className={styles['line']} />
      <p className={styles['note']}>{t('snap.carry.hint')}</p>
      {toggle('view.snap.surface', 'snap.surface')}
      {toggle('view.snap.upright', 'snap.upright', !onSurface)}
      {toggle('view.snap.vertex', 'snap.vertex')}
      <p className={styles['note']}>{t('snap.vertex.hint')}</p>
    </Popover>
  );
}
