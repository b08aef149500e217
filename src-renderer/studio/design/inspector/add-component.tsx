import type { ComponentType } from '../../../../engine/model/component.ts';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';
import { Button, Picker, type PickerItem } from '../../../ui/index.ts';
import { addComponent } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { search } from '../../shell/palette/search.ts';
import styles from './inspector.module.css';

/** Gives the selected entities a component that some of them lack, found by its name or by what it is for. */
export function AddComponent({ keys, types }: { keys: readonly string[]; types: readonly ComponentType[] }) {
  const editor = useEditor();
  const canEdit = useCell(editor.canEdit);
  const find = (query: string): PickerItem[] =>
    search(
      types.map(({ name, help = '' }) => ({
        id: name,
        label: capital(spokenName(name)),
        words: `${name} ${help}`,
        about: help || undefined,
      })),
      query,
    );
  return (
    <div className={styles['add']}>
      <Picker
        label={t('inspector.add.find')}
        find={find}
        none={(query) => t('picker.none', { query })}
        disabled={!canEdit}
        onChoose={(component) => void editor.do(addComponent, { entities: keys, component })}
        trigger={
          <Button look="outline" icon="plus">
            {t('inspector.add')}
          </Button>
        }
      />
    </div>
  );
}
