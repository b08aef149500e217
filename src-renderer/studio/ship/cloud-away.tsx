import type { CloudStatus } from '../../../src-main/contract/index.ts';
import { Button, EmptyState } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import type { Asked } from './asked.ts';

/** What stands where the cloud's things would while it does not answer: what is the matter, what it means, what to do. */
export function CloudAway({ status, onAgain }: { status: Asked<CloudStatus>; onAgain: () => void }) {
  const signedOut = useCell(useEditor().signedOut);
  if (status.at === 'asking') return <EmptyState icon="cloud" title={t('cloud.asking')} />;
  // Asking again helps nobody whom the host does not know.
  const again = signedOut ? null : (
    <Button look="outline" onClick={onAgain}>
      {t('again')}
    </Button>
  );
  if (status.at === 'refused') {
    const { message, hint } = status.why;
    return (
      <EmptyState icon="alert" title={message} {...(hint !== undefined && { text: hint })}>
        {again}
      </EmptyState>
    );
  }
  const { state, reason } = status.answer;
  if (state === 'starting') return <EmptyState icon="cloud" title={t('cloud.starting')} {...(reason !== undefined && { text: reason })} />;
  return (
    <EmptyState icon="cloud" title={t('cloud.stopped')} text={`${reason ?? t('cloud.stoppedHint')} ${t('cloud.stoppedMeans')}`}>
      {again}
    </EmptyState>
  );
}

export const isReady = (status: Asked<CloudStatus>): status is Extract<Asked<CloudStatus>, { at: 'known' }> =>
  status.at === 'known' && status.answer.state === 'ready';
