import { Button } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { openPublish } from './actions.ts';

/** Filled once there is a run of the document as it stands: until then the one filled button is Run. */
export function PublishButton() {
  const editor = useEditor();
  const settled = useCell(editor.preview.settled);
  const level = useCell(editor.level);
  const guestOf = useCell(editor.host)?.guestOf;
  if (guestOf !== undefined) return null;
  return (
    <Button
      look={settled ? 'filled' : 'outline'}
      icon="rocket"
      disabled={!level}
      aria-haspopup="dialog"
      onClick={() => void editor.do(openPublish)}
    >
      {t('publish.title')}
    </Button>
  );
}
