import { useRef } from 'react';
import { Button, Dialog } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { cloudWatchOf } from './cloud.ts';

export function EndSessionDialog() {
  const watch = cloudWatchOf(useEditor());
  const session = useCell(watch.ending);
  const cancel = useRef<HTMLButtonElement>(null);
  if (!session) return null;
  return (
    <Dialog
      initialFocus={cancel}
      title={t('endSession.title')}
      about={t('endSession.about', { players: session.players })}
      closeLabel={t('publish.close')}
      onClose={() => watch.keep()}
      footer={
        <>
          <Button ref={cancel} large onClick={() => watch.keep()}>
            {t('endSession.cancel')}
          </Button>
          <Button look="danger" large onDo={() => watch.end()}>
            {t('endSession.do')}
          </Button>
        </>
      }
    >
      <p className="mono">{session.id}</p>
    </Dialog>
  );
}
