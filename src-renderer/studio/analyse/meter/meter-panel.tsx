import { useEffect, useMemo, useState } from 'react';
import { defaultLimits } from '../../../../engine/rules/scripting/limits.ts';
import { classes, EmptyState } from '../../../ui/index.ts';
import type { TickCost } from '../../../workers/engine/protocol.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { barsOf, fuelText, rowsOf, shareText, type MeterRow } from './meter.ts';
import styles from './meter.module.css';

const mostBars = 240;
/** Lines that are shown: the rest together is next to nothing. */
const mostLines = 12;
/** A tick must stand so long before it is measured: scrubbing asks for nothing. */
const rest = 250;

/** What the scripts cost: each tick, each hook, each line; the numbers that the cloud counts too. */
export function MeterPanel() {
  const editor = useEditor();
  const { preview } = editor;
  const run = useCell(preview.current);
  const { tick } = useCell(preview.transport);
  const [chosen, setChosen] = useState<string>();
  const shown = run ? Math.min(Math.max(tick, 1), run.tick) : 0;
  const rows = useMemo(() => (run ? rowsOf(run, shown) : []), [run, shown]);
  const bars = useMemo(
    () =>
      run
        ? barsOf(
            run,
            rows.map(({ id }) => id),
            mostBars,
          )
        : [],
    [run, rows],
  );
  if (!run || run.tick === 0) return <EmptyState icon="gauge" title={t('meter.none')} text={t('meter.noneHint')} />;
  const [first] = rows;
  if (!first) return <EmptyState icon="gauge" title={t('meter.noScripts')} text={t('meter.noScriptsHint')} />;
  const row = rows.find(({ id }) => id === chosen) ?? first;
  const highest = bars.reduce((most, { fuel }) => Math.max(most, fuel), 1);
  const time = editor.momentText(shown);
  return (
    <div className={styles['meter']}>
      <div className={styles['bars']} role="group" aria-label={t('meter.bars')}>
        {bars.map(({ tick: when, fuel, parts }) => (
          <button
            key={when}
            type="button"
            className={classes(when === shown && styles['now'])}
            title={t('meter.bar', { time: editor.momentText(when), work: fuelText(fuel) })}
            aria-label={t('meter.bar', { time: editor.momentText(when), work: fuelText(fuel) })}
            onClick={() => preview.seek(when)}
          >
            {parts.map((part, index) => (
              <i key={rows[index]!.id} data-series={(index % 6) + 1} style={{ height: `${(part / highest) * 100}%` }} />
            ))}
          </button>
        ))}
      </div>
      <div className={styles['below']}>
        <table className={styles['table']} aria-label={t('meter.table')}>
          <thead>
            <tr>
              <th scope="col">{t('meter.script')}</th>
              <th scope="col">{t('meter.hook')}</th>
              <th scope="col" className="number">
                {t('meter.now', { time })}
              </th>
              <th scope="col" className="number">
                {t('meter.mean')}
              </th>
              <th scope="col" className="number">
                {t('meter.most')}
              </th>
              <th scope="col">{t('meter.budget')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one, index) => (
              <Row key={one.id} row={one} series={(index % 6) + 1} isChosen={one.id === row.id} onChoose={() => setChosen(one.id)} />
            ))}
          </tbody>
        </table>
        <Lines row={row} run={run.id} tick={shown} time={time} />
      </div>
    </div>
  );
}

function Row({ row, series, isChosen, onChoose }: { row: MeterRow; series: number; isChosen: boolean; onChoose: () => void }) {
  const editor = useEditor();
  const { script, hook, now, mean, most, at } = row;
  const share = most / defaultLimits.hook;
  return (
    <tr className={classes(isChosen && styles['chosen'])}>
      <td>
        <button type="button" aria-pressed={isChosen} onClick={onChoose}>
          <i data-series={series} />
          {script.replace(/^scripts\//, '')}
        </button>
      </td>
      <td className="mono">{hook}</td>
      <td className="number">{fuelText(now)}</td>
      <td className="number">{fuelText(mean)}</td>
      <td className="number">
        <button type="button" title={t('meter.goMost', { time: editor.momentText(at) })} onClick={() => editor.preview.seek(at)}>
          {fuelText(most)}
        </button>
      </td>
      <td title={t('meter.budget.about', { work: fuelText(most), budget: fuelText(defaultLimits.hook) })}>
        <span className={styles['share']} data-tone={share > 0.8 ? 'bad' : share > 0.4 ? 'warn' : undefined}>
          <i style={{ width: `${Math.min(100, share * 100)}%` }} />
        </span>
        <span className="number">{shareText(share)}</span>
      </td>
    </tr>
  );
}

/** The lines of a script that cost most in the shown tick. */
function Lines({ row, run, tick, time }: { row: MeterRow; run: string; tick: number; time: string }) {
  const editor = useEditor();
  const costs = useProfile(run, tick);
  const stale = useCell(editor.preview.stale);
  const source = useSource(row.script);
  const cost = costs?.find(({ script, hook }) => script === row.script && hook === row.hook);
  const lines = cost?.lines.slice(0, mostLines) ?? [];
  const go = (line: number): void => {
    editor.place.set({ file: row.script, line, column: 1 });
    editor.reveal.set('script');
  };
  return (
    <section className={styles['lines']} aria-label={t('meter.lines', { script: row.script, time })}>
      <h3>{t('meter.lines', { script: row.script.replace(/^scripts\//, ''), time })}</h3>
      {stale && <p className={styles['quiet']}>{t('meter.stale')}</p>}
      {costs === undefined ? (
        <p className={styles['quiet']}>{t('meter.measuring')}</p>
      ) : lines.length === 0 ? (
        <p className={styles['quiet']}>{t('meter.nothing')}</p>
      ) : (
        <ol>
          {lines.map(({ line, function: name, fuel }) => (
            <li key={`${line} ${name}`}>
              <span className={styles['share']}>
                <i style={{ width: `${(fuel / cost!.fuel) * 100}%` }} />
              </span>
              <span className="number">{shareText(fuel / cost!.fuel)}</span>
              {line === 0 ? (
                <span className={styles['quiet']}>{t('meter.sdk')}</span>
              ) : (
                <button type="button" title={t('meter.line', { line })} onClick={() => go(line)}>
                  <span className="number">{line}</span> <code>{(!stale && source?.[line - 1]?.trim()) || name}</code>
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The profile of a tick, once it stands still; undefined until it is there. */
function useProfile(run: string, tick: number): readonly TickCost[] | undefined {
  const { preview, ports } = useEditor();
  const [known, setKnown] = useState<{ of: string; costs: readonly TickCost[] }>();
  const of = `${run} ${tick}`;
  useEffect(() => {
    let isWanted = true;
    const callOff = ports.clock.after(rest, () => {
      preview.profile(tick).then(
        (costs) => isWanted && setKnown({ of, costs }),
        () => isWanted && setKnown({ of, costs: [] }),
      );
    });
    return () => {
      isWanted = false;
      callOff();
    };
  }, [preview, ports, of, tick]);
  return known?.of === of ? known.costs : undefined;
}

/** The lines of a script as it stands now. */
function useSource(path: string): readonly string[] | undefined {
  const project = useCell(useEditor().project);
  const [known, setKnown] = useState<{ path: string; lines: readonly string[] }>();
  useEffect(() => {
    let stop: (() => void) | undefined;
    let isWanted = true;
    project?.script(path).then(
      ({ text }) => {
        if (!isWanted) return;
        const read = (): void => setKnown({ path, lines: text.get().split('\n') });
        read();
        stop = text.subscribe(read);
      },
      () => {},
    );
    return () => {
      isWanted = false;
      stop?.();
    };
  }, [project, path]);
  return known?.path === path ? known.lines : undefined;
}
