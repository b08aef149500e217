import type { PublishOutcome } from '../../../src-main/contract/index.ts';
import { IconButton } from '../../ui/index.ts';
import { timeText } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { copyText } from '../shell/copy-text.ts';
import styles from './ship.module.css';

type Published = Extract<PublishOutcome, { ok: true }>;

/** What of a publish can be compared with elsewhere: each hash by what it is of, in a sentence, to copy. */
export function Hashes({ outcome: { packageHash, goldenHash, cloudHash } }: { outcome: Published }) {
  const editor = useEditor();
  const run = useCell(editor.preview.current);
  const clock = useMaybeCell(useCell(editor.level)?.head)?.clock;
  const settled = useCell(editor.preview.settled);
  // The one that the top bar shows: without it here somebody compares it with the others.
  const state = settled ? run?.hashes.at(-1) : undefined;
  return (
    <dl className={styles['hashes']}>
      <Row name={t('publish.package')} about={t('publish.package.about')} hash={packageHash} />
      <Row name={t('publish.golden')} about={t('publish.golden.about')} hash={goldenHash} />
      <Row name={t('publish.cloud')} about={t('publish.cloud.about')} hash={cloudHash} />
      {run && state !== undefined && (
        <Row
          name={t('publish.state', { at: timeText(clock, run.tick) })}
          about={t('publish.state.about', { run: run.name })}
          hash={state}
        />
      )}
    </dl>
  );
}

function Row({ name, about, hash }: { name: string; about: string; hash: string }) {
  const editor = useEditor();
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono" title={hash}>
        {hash.slice(0, 16)}
      </dd>
      <dd>
        <IconButton
          icon="copy"
          size={12}
          label={t('publish.copy', { name })}
          onClick={() => void copyText(editor, hash, t('publish.copied', { name }))}
        />
      </dd>
      <dd className={styles['quiet']}>{about}</dd>
    </div>
  );
}
