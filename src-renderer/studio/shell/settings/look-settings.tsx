import { graphics, motions, textSizes, themes, zooms } from '../../editor/index.ts';
import { setGraphics, setMotion, setTextSize, setTheme, setZoom } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { Setting } from './setting.tsx';
import styles from './settings.module.css';

export function LookSettings() {
  const editor = useEditor();
  const { preferences } = editor;
  const zoom = useCell(preferences.zoom);
  return (
    <div className={styles['section']}>
      <Setting
        title={t('settings.theme')}
        value={useCell(preferences.theme)}
        values={themes}
        labelOf={(theme) => t(`settings.theme.${theme}`)}
        onChange={(theme) => void editor.do(setTheme, theme)}
      />
      <Setting
        title={t('settings.textSize')}
        value={String(useCell(preferences.textSize))}
        values={textSizes.map(String)}
        labelOf={(size) => t('settings.percent', { value: Number(size) })}
        onChange={(chosen) => {
          const size = textSizes.find((one) => String(one) === chosen);
          if (size !== undefined) void editor.do(setTextSize, size);
        }}
      />
      {!editor.ports.desktop && (
        <Setting
          title={t('settings.zoom')}
          value={String(zoom)}
          values={zooms.map(String)}
          labelOf={(size) => t('settings.percent', { value: Number(size) })}
          onChange={(chosen) => {
            const size = zooms.find((one) => String(one) === chosen);
            if (size !== undefined) void editor.do(setZoom, size);
          }}
        />
      )}
      <Setting
        title={t('settings.motion')}
        value={useCell(preferences.motion)}
        values={motions}
        labelOf={(motion) => t(`settings.motion.${motion}`)}
        onChange={(motion) => void editor.do(setMotion, motion)}
      />
      <Setting
        title={t('settings.graphics')}
        value={useCell(preferences.graphics)}
        values={graphics}
        labelOf={(one) => t(`settings.graphics.${one}`)}
        onChange={(one) => void editor.do(setGraphics, one)}
      />
    </div>
  );
}
