import { setFormats, setLanguage } from '../../editor/actions/index.ts';
import { dateText, formatStyles, numberText } from '../../i18n/formats.ts';
import { languages, t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { Setting } from './setting.tsx';
import styles from './settings.module.css';

/** A language as it calls itself: "Deutsch (Deutschland)". */
const nameOf = (tag: string): string => new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
const example = new Date(2026, 10, 28, 17, 45);

export function WordSettings() {
  const editor = useEditor();
  const { preferences } = editor;
  return (
    <div className={styles['section']}>
      <Setting
        title={t('settings.language')}
        value={useCell(preferences.language)}
        values={languages}
        labelOf={(language) => t(`settings.language.${language}`)}
        onChange={(language) => void editor.do(setLanguage, language)}
      />
      <Setting
        title={t('settings.formats')}
        value={useCell(preferences.formats)}
        values={formatStyles}
        labelOf={(style) => (style === 'auto' ? t('settings.formats.auto') : nameOf(style))}
        onChange={(style) => void editor.do(setFormats, style)}
      />
      <p className={styles['example']}>
        <span>{t('settings.formats.example')}</span>
        <output className="number" aria-label={t('settings.formats.example')}>
          {numberText(1_234_567.89)} · {dateText(example, 'date')}
        </output>
      </p>
    </div>
  );
}
