import { Button, Icon } from '../../ui/index.ts';
import { valueText } from '../analyse/format.ts';
import { SaveScenario } from '../analyse/save-scenario.tsx';
import { keepInScenario } from '../editor/actions/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import styles from './ship.module.css';

/** What was previewed is what runs: says which knobs are turned for the preview only, and makes them part of what goes live. */
export function TurnedKnobs() {
  const editor = useEditor();
  const { preview } = editor;
  const changed = useCell(preview.changed);
  const chosen = useCell(preview.scenario);
  const file = useMaybeCell(useCell(editor.project)?.file);
  const mayWrite = useCell(editor.canEdit);
  const scenario = file?.scenarios[chosen ?? ''];
  if (!file || !scenario || Object.keys(changed).length === 0) return null;
  return (
    <section aria-label={t('publish.turned')}>
      <h3>{t('publish.turned')}</h3>
      <ul className={styles['warnings']}>
        {Object.entries(changed).map(([name, value]) => {
          const spec = file.parameters[name];
          return (
            <li key={name}>
              <Icon name="alert" />
              {t('publish.turned.row', {
                label: spec?.label ?? name,
                value: valueText(value, spec),
                usual: valueText(scenario.values[name] ?? spec?.default, spec),
                scenario: scenario.name,
              })}
            </li>
          );
        })}
      </ul>
      <p className={styles['quiet']}>{t(mayWrite ? 'publish.turned.about' : 'publish.turned.viewer')}</p>
      {mayWrite && (
        <div className={styles['ways']}>
          <Button look="outline" onClick={() => void editor.do(keepInScenario)}>
            {t('publish.turned.keep', { scenario: scenario.name })}
          </Button>
          <SaveScenario />
        </div>
      )}
    </section>
  );
}
