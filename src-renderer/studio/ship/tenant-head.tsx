import type { CloudStatus } from '../../../src-main/contract/index.ts';
import { Select } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell } from '../react.ts';
import type { CloudWatch } from './cloud.ts';
import { TenantAccount } from './tenant-account.tsx';
import styles from './ship.module.css';

/** Of which tenant, at which target, a view of the Cloud panel tells. */
export function TenantHead({ watch, answer: { target, tenants } }: { watch: CloudWatch; answer: CloudStatus }) {
  const tenant = useCell(watch.tenant);
  const chosen = tenants.find(({ id }) => id === tenant);
  return (
    <header className={styles['cloudHead']}>
      <span className={styles['quiet']}>{t('cloud.target')}</span>
      <strong>{target}</strong>
      <Select
        label={t('cloud.tenant')}
        value={tenant}
        choices={tenants.map(({ id }) => ({ value: id, label: id }))}
        onChange={(next) => watch.choose(next)}
      />
      {chosen && <TenantAccount tenant={chosen} />}
    </header>
  );
}
