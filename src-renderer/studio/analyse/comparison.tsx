import type { ProjectFile } from '../../../engine/model/project.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import type { Run } from '../editor/index.ts';
import { stageNames } from './stage-name.ts';
import { kpiText, valueText } from './format.ts';
import { headlineKpi } from './headline.ts';
import styles from './analyse.module.css';

/** Scenarios side by side: every parameter in which they differ, and what each one came to when it last ran unchanged on the level as it is; what a
 * person played of it stands in a row of its own. */
export function Comparison({ file }: { file: ProjectFile }) {
  const editor = useEditor();
  const runs = useCell(editor.preview.runs);
  const chosen = useCell(editor.preview.scenario);
  const level = useCell(editor.preview.program, ({ package: hash }) => hash);
  const columns = Object.entries(file.scenarios).map(([id, { name, values }]) => ({
    id,
    name,
    values,
  }));
  const rows = Object.entries(file.parameters)
    .map(([name, spec]) => ({ name, spec, values: columns.map(({ values }) => values[name] ?? spec.default) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
  const headline = headlineKpi(file);
  const ofScenario = (run: Run, scenario: string): boolean =>
    run.package === level && run.scenario === scenario && Object.keys(run.changed).length === 0 && run.state === 'finished' && !run.from;
  const result = (scenario: string) => runs.find((run) => ofScenario(run, scenario) && run.played === undefined);
  const played = (scenario: string) => runs.find((run) => ofScenario(run, scenario) && run.played !== undefined);
  const isPlayed = columns.some(({ id }) => played(id));
  if (columns.length < 2) return null;
  return (
    <table className={styles['comparison']} aria-label={t('scenario.compare')}>
      <thead>
        <tr>
          <td aria-hidden />
          {columns.map(({ id, name }) => (
            <th key={id} scope="col" data-chosen={id === chosen || undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, spec, values }) => (
          <tr key={name}>
            <th scope="row">{spec.label}</th>
            {columns.map(({ id }, index) => (
              <td key={id} className="number" data-chosen={id === chosen || undefined}>
                {valueText(values[index], spec)}
              </td>
            ))}
          </tr>
        ))}
        {headline && (
          <tr className={styles['result']}>
            <th scope="row">{headline.spec.label}</th>
            {columns.map(({ id }) => {
              const run = result(id);
              return (
                <td key={id} className="number" data-chosen={id === chosen || undefined}>
                  {run ? kpiText(run.kpis[headline.id], headline.spec) : <span className={styles['quiet']}>{t('scenario.notRun')}</span>}
                </td>
              );
            })}
          </tr>
        )}
        {headline && isPlayed && (
          <tr>
            <th scope="row">{t('scenario.played')}</th>
            {columns.map(({ id }) => {
              const run = played(id);
              return (
                <td key={id} className="number" data-chosen={id === chosen || undefined}>
                  {run && kpiText(run.kpis[headline.id], headline.spec)}
                  {run?.played && <div className={styles['quiet']}>{stageNames(editor, run.played)}</div>}
                </td>
              );
            })}
          </tr>
        )}
      </tbody>
    </table>
  );
}
