import { compareText } from '../../../../engine/kernel/json.ts';
import { Button } from '../../../ui/index.ts';
import type { Editor, LevelSession } from '../../editor/index.ts';
import { setFields } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './problems.module.css';

interface Camera {
  key: string;
  name: string;
}

/** Cameras that say they are the main one, first the one that players look through. */
const mainCameras = (level: LevelSession): Camera[] =>
  Object.entries(level.level.get().entities)
    .filter(([, { components }]) => components['Camera'] !== undefined && components['Camera']['main'] !== false)
    .map(([key, { name }]) => ({ key, name: name === '' ? key : name }))
    .toSorted((a, b) => compareText(a.key, b.key));

/** The camera that players look through, and the one at `entity` that says so too; undefined once they are no more. */
export function rivals({ level }: Pick<Editor, 'level'>, entity: string | undefined): { first: Camera; other: Camera } | undefined {
  const open = level.get();
  const [first, ...others] = open ? mainCameras(open) : [];
  const other = others.find(({ key }) => key === entity);
  return first && other && { first, other };
}

/** One of two is made the main camera, and no other is. One step. */
export function MainCameraChoice({ entity }: { entity: string | undefined }) {
  const editor = useEditor();
  const mayEdit = useCell(editor.canEdit);
  const two = rivals(editor, entity);
  if (!two) return null;
  const choose = (main: string): void => {
    const open = editor.level.get();
    const others = (open ? mainCameras(open) : []).filter(({ key }) => key !== main);
    const changes = others.map(({ key }) => ({ entity: key, component: 'Camera', field: 'main', value: false }));
    void editor.do(setFields, { changes, what: 'Camera.main' });
  };
  return (
    <span className={styles['mend']}>
      {[two.first, two.other].map(({ key, name }) => (
        <Button key={key} look="outline" disabled={!mayEdit} onClick={() => choose(key)}>
          {t('problems.makeMain', { name })}
        </Button>
      ))}
    </span>
  );
}
