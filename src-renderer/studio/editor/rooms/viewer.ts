import { LedgerError } from '../../../../engine/kernel/error.ts';
import { t } from '../../i18n/index.ts';

/** What somebody who may only look is told when they edit. */
export const viewerRefused = (): LedgerError =>
  new LedgerError({ code: 'viewer', message: t('viewer.refused'), hint: t('viewer.refused.hint') });
