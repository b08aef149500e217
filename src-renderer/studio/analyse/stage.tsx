import { useRef, useState } from 'react';
import { compareText, type Json } from '../../../engine/kernel/json.ts';
import { fieldsInOrder } from '../../../engine/model/field-order.ts';
import { sightOf } from '../../../engine/model/sight.ts';
import type { TurnsClock } from '../../../engine/model/level.ts';
import { capital, spokenName } from '../../../engine/model/spoken-name.ts';
import { Button, canBeGiven, givenAtFirst, pointAtWrong, ValueField } from '../../ui/index.ts';
import { numberProblem, t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { isGame } from '../editor/index.ts';
import { stageName, stageNames } from './stage-name.ts';
import { kpiText } from './format.ts';
import { RunFailures } from './run-failures.tsx';
import styles from './analyse.module.css';

/** The person at this window sits down as the first player. */
const me = 1;

const spoken = (name: string): string => capital(spokenName(name));

interface Seat {
  key: string;
  name: string;
  stage: string;
}

/**
 * Sit down at one of the level's seats and play it in the preview: the others keep to their policy. Where several seats are held, as in a
 * fork of a session, the same person decides for each in turn.
 */
export function Stage({ clock }: { clock: TurnsClock }) {
  const editor = useEditor();
  const { preview } = editor;
  const level = useCell(editor.level)?.level.get();
  const commands = useMaybeCell(useCell(editor.project)?.file)?.commands ?? {};
  const run = useCell(preview.current);
  const { tick } = useCell(preview.transport);
  const parameters = useCell(preview.parameters);
  const sending = useCell(preview.sending);
  const [seat, setSeat] = useState<Seat & { run: string }>();
  const form = useRef<HTMLDivElement>(null);
  const [values, setValues] = useState<Record<string, Json>>({});
  /** The same, at once. */
  const given = useRef(values);
  const seats = Object.entries(level?.entities ?? {})
    .toSorted(([, a], [, b]) => compareText(a.order, b.order))
    .flatMap(([key, { name, components }]): Seat[] => {
      const stage = components['Seat']?.['stage'];
      return typeof stage === 'string' ? [{ key, name, stage }] : [];
    });
  const awaited = commands[clock.awaits];
  if (seats.length === 0 || !awaited) return null;
  // What a person cannot give in one field is left out: it takes its default.
  const fields = fieldsInOrder(awaited.fields).filter(([, spec]) => canBeGiven(spec));
  const value = (field: string, from = values): Json => {
    const spec = awaited.fields[field]!;
    return from[field] ?? spec.default ?? givenAtFirst(spec);
  };
  const give = (field: string, next: Json): void => {
    given.current = { ...given.current, [field]: next };
    setValues(given.current);
  };

  const isOver = run?.state === 'finished';
  // Whom the run waits for plays, one after the other; in a run that is over, who played last. In another run nobody sits there.
  const [turn, ...others] = run && isGame(run) ? run.waiting : [];
  const sat = isOver && seat?.run === run.id ? seat : undefined;
  const taken: Seat | undefined = turn ? { key: turn.entity, name: stageName(editor, turn.stage), stage: turn.stage } : sat;
  const isTurned = run && isGame(run) && JSON.stringify(run.parameters) !== JSON.stringify(parameters);

  const sit = async (chosen: Seat): Promise<void> => {
    preview.leaveFork();
    const command = { tick: 1, sender: me, seq: 1, type: clock.take, payload: { stage: chosen.stage } };
    const played = await preview.run({ commands: [command] });
    if (played) setSeat({ ...chosen, run: played.id });
  };
  const order = async (): Promise<void> => {
    // What stands there is not what the field holds.
    if (sending || !taken || !turn || pointAtWrong(form.current)) return;
    const payload = Object.fromEntries(fields.map(([field]) => [field, value(field, given.current)]));
    const played = await preview.send({ type: clock.awaits, payload, sender: turn.sender });
    if (played) setSeat({ ...taken, run: played.id });
  };
  const leave = async (): Promise<void> => {
    if (turn && (await preview.send({ type: clock.release, payload: {}, sender: turn.sender }))) setSeat(undefined);
  };

  return (
    <section className={styles['stage']} aria-label={t('stage.title')} data-seated={taken !== undefined || undefined}>
      <h3>{t('stage.title')}</h3>
      {run && taken ? (
        <>
          <p className={styles['stageTurn']}>
            <strong>{taken.name}</strong>
            <span className="number">{isOver ? t('stage.over') : t('stage.owes', { time: editor.timeText(tick + 1) })}</span>
          </p>
          {others.length > 0 && (
            <p className={styles['quiet']}>
              {t('stage.others', {
                names: stageNames(
                  editor,
                  others.map(({ stage }) => stage),
                ),
              })}
            </p>
          )}
          {!isOver && clock.notice !== undefined && <Notice seat={taken} path={clock.notice} />}
          <RunFailures run={run} />
          {isTurned && (
            <div className={styles['failures']}>
              <p>{t('stage.next')}</p>
              <Button icon="reset" onClick={() => void preview.beginAgain(run.id)}>
                {t('game.again')}
              </Button>
            </div>
          )}
          <Sight seat={taken} />
          {isOver && (
            <div className={styles['stageSeats']}>
              <Button look="outline" icon="reset" disabled={sending} onClick={() => void sit(taken)}>
                {t('stage.again')}
              </Button>
              <Button disabled={sending} onClick={() => setSeat(undefined)}>
                {t('stage.leave')}
              </Button>
            </div>
          )}
          {!isOver && (
            <div ref={form} className={styles['stageForm']}>
              {fields.map(([field, spec], _, { length }) => (
                <div key={field} className={styles[length > 1 ? 'stageField' : 'stageOnlyField']}>
                  {length > 1 && (
                    <span>
                      <span aria-hidden="true">{spec.label ?? spoken(field)}</span>
                      {spec.help !== undefined && <small>{spec.help}</small>}
                    </span>
                  )}
                  <ValueField
                    label={spec.label ?? spoken(field)}
                    spec={spec}
                    value={value(field)}
                    explain={numberProblem}
                    // The form around the panel is another one.
                    onEnter={() => void order()}
                    onChange={(next) => give(field, next)}
                  />
                </div>
              ))}
              <Button look="outline" icon="send" disabled={sending} onClick={() => void order()}>
                {spoken(clock.awaits)}
              </Button>
              <Button disabled={sending} onClick={() => void leave()}>
                {t('stage.leave')}
              </Button>
            </div>
          )}
        </>
      ) : (
        <>
          <p className={styles['quiet']}>{t('stage.hint', { seats: seats.length })}</p>
          <div className={styles['stageSeats']}>
            {seats.map((one) => (
              <Button key={one.key} look="outline" onClick={() => void sit(one)}>
                {t('stage.play', { name: one.name })}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}

/** What the level's script says to whoever sits there this turn. */
function Notice({ seat, path }: { seat: Seat; path: string }) {
  const [component = '', field = ''] = path.split('.');
  const entity = useCell(useEditor().preview.frame)?.entities.get(seat.key);
  const text = (entity?.components[component] as Record<string, Json> | undefined)?.[field];
  return typeof text === 'string' && text !== '' ? (
    <p role="status" aria-label={t('stage.notice')} className={styles['stageNotice']}>
      {text}
    </p>
  ) : null;
}

/** What one sees from a seat: the figures of the project's own components there. */
function Sight({ seat }: { seat: Seat }) {
  const editor = useEditor();
  const components = useMaybeCell(useCell(editor.project)?.file)?.components ?? {};
  const entity = useCell(editor.preview.frame)?.entities.get(seat.key);
  const figures = sightOf(components, (entity?.components ?? {}) as Parameters<typeof sightOf>[1]);
  if (figures.length === 0) return null;
  return (
    <dl className={styles['sight']}>
      {figures.map(({ field, label, help, value, unit, kind }) => (
        <div key={field} title={help}>
          <dt>{label}</dt>
          <dd className="number">{kpiText(value, { unit, kind })}</dd>
        </div>
      ))}
    </dl>
  );
}
