import { Progress as Base } from '@base-ui/react/progress';
import styles from './progress.module.css';

/** Long work: its stage in words and how far it is, 0 to 1; `null` while that cannot be told. */
export function Progress({ label, stage, fraction }: { label: string; stage: string; fraction: number | null }) {
  return (
    <Base.Root aria-label={label} value={fraction === null ? null : Math.round(fraction * 100)} className={styles['root']}>
      <div className={styles['head']}>
        <span>{stage}</span>
        <Base.Value className="number" />
      </div>
      <Base.Track className={styles['track']}>
        <Base.Indicator className={styles['indicator']} />
      </Base.Track>
    </Base.Root>
  );
}
