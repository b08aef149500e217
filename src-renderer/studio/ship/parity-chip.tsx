import { StatusChip, type Tone, Tooltip } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { copyText } from '../shell/copy-text.ts';
import { publishingOf } from './publishing.ts';
import styles from './ship.module.css';

const tones: Record<string, Tone> = { 'not-published': 'idle', same: 'good', changed: 'warn', differs: 'bad' };

/** How the level stands to the tenant, in words; its hash in the tooltip, copied by a click. */
export function ParityChip() {
  const editor = useEditor();
  const asked = useCell(publishingOf(editor).check);
  const unsaved = useCell(publishingOf(editor).unsaved);
  const turned = Object.keys(useCell(editor.preview.changed)).length;
  const guestOf = useCell(editor.host)?.guestOf;
  // What is live, and how the project stands to it, is the host's to see.
  if (guestOf !== undefined) return null;
  if (asked.at === 'refused') {
    const { message, hint } = asked.why;
    return (
      <Tooltip text={hint === undefined ? message : `${message} ${hint}`}>
        <StatusChip name={t('parity.name')} tone="warn" outlined>
          {t('parity.refused')}
        </StatusChip>
      </Tooltip>
    );
  }
  const check = asked.at === 'known' ? asked.answer : undefined;
  const hash = check?.packageHash;
  const isUnsaved = check?.parity === 'same' && unsaved > 0;
  const isTurned = check?.parity === 'same' && turned > 0;
  const text = !check
    ? t('parity.unknown')
    : check.parity === 'changed'
      ? t('parity.changed', { n: check.differences.length })
      : isUnsaved
        ? t('parity.unsaved', { n: unsaved })
        : isTurned
          ? t('parity.turned', { n: turned })
          : t(`parity.${check.parity}`);
  const copy = async (): Promise<void> => {
    if (hash) await copyText(editor, hash, t('parity.copied'));
  };
  const chip = (
    <StatusChip name={t('parity.name')} tone={isUnsaved || isTurned ? 'warn' : check ? (tones[check.parity] ?? 'idle') : 'idle'} outlined>
      {text}
    </StatusChip>
  );
  if (!hash) return chip;
  return (
    <Tooltip text={`${hash.slice(0, 16)}… · ${t('parity.copy')}`}>
      <button type="button" className={styles['parity']} onClick={() => void copy()}>
        {chip}
      </button>
    </Tooltip>
  );
}
