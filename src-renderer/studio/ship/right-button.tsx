import type { PanelRight } from '../../../src-main/contract/index.ts';
import { Button, type ButtonProps } from '../../ui/index.ts';
import { useCell, useEditor } from '../react.ts';
import { isReady } from './cloud-away.tsx';
import { cloudWatchOf } from './cloud.ts';
import styles from './tenant-account.module.css';

/** What a tenant refuses this person in their role there, in the words in which `lq` is refused it; undefined where it does not. */
export function useRefusal(tenant: string | undefined, right: PanelRight): { message: string; hint?: string | undefined } | undefined {
  const status = useCell(cloudWatchOf(useEditor()).status);
  if (!isReady(status)) return undefined;
  return status.answer.tenants.find(({ id }) => id === tenant)?.standing.refused[right];
}

/** A button for who may. For others it does nothing but say why, to who points at it and to who presses it. */
export function RightButton({ tenant, right, onDo, ...button }: Omit<ButtonProps, 'onClick'> & { tenant: string; right: PanelRight }) {
  const { notices } = useEditor();
  const refusal = useRefusal(tenant, right);
  if (refusal === undefined) return <Button {...button} onDo={onDo} />;
  const { message, hint } = refusal;
  return (
    <Button
      {...button}
      aria-disabled
      className={styles['refused']}
      title={hint === undefined ? message : `${message} ${hint}`}
      onClick={() => notices.say({ tone: 'warn', title: message, text: hint })}
    />
  );
}
