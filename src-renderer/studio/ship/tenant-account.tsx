import type { CloudStatus } from '../../../src-main/contract/index.ts';
import { Button, Icon } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useEditor } from '../react.ts';
import { cloudWatchOf } from './cloud.ts';
import styles from './tenant-account.module.css';

/** Whom the tenant takes this person for, and how they become somebody else there, or themselves again. */
export function TenantAccount({ tenant: { id, roles, standing } }: { tenant: CloudStatus['tenants'][number] }) {
  const editor = useEditor();
  const { as, signIn } = standing;
  const change = async (call: 'cloud.signIn' | 'cloud.signOut'): Promise<void> => {
    try {
      await editor.bridge.invoke(call, { tenant: id });
      cloudWatchOf(editor).refresh();
    } catch (error) {
      editor.notices.refuse(error);
    }
  };
  const who = { who: as, roles: roles.join(', ') };
  return (
    <div className={styles['account']}>
      {signIn?.at === 'waiting' ? (
        <>
          <span role="status">{t('account.waiting', { tenant: id })}</span>
          <a href={signIn.page} target="_blank" rel="noreferrer">
            {t('account.page')}
          </a>
        </>
      ) : (
        <span role="status" aria-label={t('account.who')}>
          <Icon name="person" />
          {signIn?.at === 'lost' ? t('account.lost') : t(signIn?.at === 'in' ? 'account.in' : 'account.is', who)}
        </span>
      )}
      {(signIn?.at === 'out' || signIn?.at === 'lost') && (
        <Button look="outline" onDo={() => change('cloud.signIn')}>
          {t('account.signIn')}
        </Button>
      )}
      {signIn && signIn.at !== 'out' && (
        <Button onDo={() => change('cloud.signOut')}>{t(signIn.at === 'waiting' ? 'account.cancel' : 'account.signOut')}</Button>
      )}
      {(signIn?.at === 'out' || signIn?.at === 'lost') && signIn.why && (
        <p role="alert">
          {signIn.why.message} {signIn.why.hint}
        </p>
      )}
    </div>
  );
}
