import { useState } from 'react';
import type { TurnsClock } from '../../../engine/model/level.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { Button, NumberField } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import styles from './analyse.module.css';

/** The person at this window plays as the first player. */
const me = 1;

/** Sit down at one of the level's seats and play it in the preview: the others keep to their policy. */
export function Stage({ clock }: { clock: TurnsClock }) {
  const editor = useEditor();
  const level = useCell(editor.level)?.level.get();
  const commands = useCell(editor.project)?.file.get().commands ?? {};
  const transport = useCell(editor.preview.transport);
  const [seat, setSeat] = useState<string>();
  const [values, setValues] = useState<Record<string, Json>>({});
  const seats = Object.entries(level?.entities ?? {}).flatMap(([key, { name, components }]) => {
    const stage = components['Seat']?.['stage'];
    return typeof stage === 'string' ? [{ key, name, stage }] : [];
  });
  const awaited = commands[clock.awaits];
  if (seats.length === 0 || !awaited) return null;
  const value = (field: string): Json => values[field] ?? awaited.fields[field]?.default ?? awaited.fields[field]?.min ?? 0;
  const taken = seats.find(({ stage }) => stage === seat);

  const sit = async (stage: string): Promise<void> => {
    setSeat(stage);
    editor.preview.seek(0);
    await editor.preview.send({ type: clock.take, payload: { stage }, sender: me });
  };
  const leave = async (): Promise<void> => {
    setSeat(undefined);
    await editor.preview.send({ type: clock.release, payload: {}, sender: me });
  };
  const order = async (): Promise<void> => {
    const payload = Object.fromEntries(Object.keys(awaited.fields).map((field) => [field, value(field)]));
    await editor.preview.send({ type: clock.awaits, payload, sender: me });
  };

  return (
    <section className={styles['stage']} aria-label={t('stage.title')}>
      <h3>{t('stage.title')}</h3>
      {taken ? (
        <>
          <p>{t('stage.owes', { time: editor.timeText(transport.tick + 1) })}</p>
          <div className={styles['stageForm']}>
            {Object.entries(awaited.fields).map(([field, { label = field, unit, min, max }]) => (
              <NumberField
                key={field}
                label={label}
                value={Number(value(field))}
                unit={unit}
                min={min}
                max={max}
                step={1}
                integer
                onChange={(next) => setValues((known) => ({ ...known, [field]: next }))}
              />
            ))}
            <Button look="outline" icon="send" onClick={() => void order()}>
              {clock.awaits.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')}
            </Button>
            <Button onClick={() => void leave()}>{t('stage.leave')}</Button>
          </div>
        </>
      ) : (
        <>
          <p className={styles['quiet']}>{t('stage.hint')}</p>
          <div className={styles['stageSeats']}>
            {seats.map(({ key, name, stage }) => (
              <Button key={key} look="outline" onClick={() => void sit(stage)}>
                {t('stage.play', { name })}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
