import { Select } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell } from '../react.ts';
import type { CloudWatch } from './cloud.ts';
import styles from './ship.module.css';

/** Of which tenant, at which target, a view of the Cloud panel tells. */
export function TenantHead({ watch, target, tenants }: { watch: CloudWatch; target: string; tenants: readonly string[] }) {
  const tenant = useCell(watch.tenant);
  return (
    <header className={styles['cloudHead']}>
      <span className={styles['quiet']}>{t('cloud.target')}</span>
      <strong>{target}</strong>
      <Select
        label={t('cloud.tenant')}
        value={tenant}
        choices={tenants.map((id) => ({ value: id, label: id }))}
        onChange={(next) => watch.choose(next)}
      />
    </header>
  );
}
