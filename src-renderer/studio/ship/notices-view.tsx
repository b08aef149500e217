import type { Notice } from '../../../src-main/contract/index.ts';
import { Button, type Deed, EmptyState, Icon, type IconName, useOnce } from '../../ui/index.ts';
import { dateText } from '../i18n/formats.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { type CloudWatch, cloudWatchOf } from './cloud.ts';
import { dollarsText } from './figures.ts';
import { noticesOf, unreadIn } from './notices.ts';
import styles from './notices.module.css';

const icons: Readonly<Record<Notice['kind'], IconName>> = {
  published: 'rocket',
  refused: 'alert',
  finished: 'check',
  parked: 'alert',
  budget: 'gauge',
};

interface NamesOf {
  level: (id: string) => string;
  session: (id: string) => string;
}

/** A notice as a sentence; what is not known by a name any more is called by its id. */
function sentence({ kind, about, said }: Notice, names: NamesOf): string {
  const n = (name: string): number => Number(said[name] ?? 0);
  const text = (name: string): string => String(said[name] ?? '');
  switch (kind) {
    case 'published':
      return t(n('revision') < n('latest') ? 'notice.rolledBack' : 'notice.published', {
        level: names.level(about),
        channel: text('channel'),
        revision: n('revision'),
        who: text('publisher'),
      });
    case 'refused':
      return t('notice.refused', { code: text('code') });
    case 'finished':
      return t(said['how'] === 'ended' ? 'notice.ended' : 'notice.finished', {
        name: names.session(about),
        ticks: n('ticks'),
        players: n('players'),
      });
    case 'parked':
      return t('notice.parked', { name: names.session(about), ticks: n('ticks') });
    case 'budget':
      return t('notice.budget', {
        percent: n('percent'),
        spent: dollarsText(text('spentUsd')),
        budget: dollarsText(text('budgetUsd')),
        month: about,
      });
  }
}

/** @param onVersion leads to what is live of a level */
export function NoticesView({ onVersion }: { onVersion: (level: string, channel: string) => void }) {
  const editor = useEditor();
  const watch = cloudWatchOf(editor);
  const told = noticesOf(editor);
  const notices = useCell(told.notices);
  const tenant = useCell(watch.tenant);
  const names = useNames(watch);
  if (notices.at === 'asking') return <EmptyState icon="bell" title={t('notice.asking')} />;
  if (notices.at === 'refused') {
    const { message, hint } = notices.why;
    return <EmptyState icon="alert" title={message} {...(hint !== undefined && { text: hint })} />;
  }
  if (notices.answer.length === 0) return <EmptyState icon="bell" title={t('notice.none')} text={t('notice.noneHint')} />;
  const unread = unreadIn(notices);
  const open = ({ kind, about, said }: Notice): Deed | undefined => {
    if (kind === 'published') return () => onVersion(about, String(said['channel']));
    if (tenant !== undefined && (kind === 'finished' || kind === 'parked')) return () => watch.open({ tenant, id: about });
    return undefined;
  };
  return (
    <div className={styles['notices']}>
      <header>
        <span role="status" aria-label={t('notice.unread')}>
          {t('notice.count', { unread })}
        </span>
        <Button look="outline" icon="check" disabled={unread === 0} onDo={() => told.readAll()}>
          {t('notice.readAll')}
        </Button>
      </header>
      <ul aria-label={t('notice.list', { tenant: tenant ?? '' })}>
        {notices.answer.map((notice) => (
          <Row key={notice.id} notice={notice} text={sentence(notice, names)} onOpen={open(notice)} />
        ))}
      </ul>
    </div>
  );
}

function useNames(watch: CloudWatch): NamesOf {
  const publications = useCell(watch.publications);
  const sessions = useCell(watch.sessions);
  const level = (id: string): string => publications.find((publication) => publication.level === id)?.name ?? id;
  const session = (id: string): string => {
    const known = sessions.find((one) => one.id === id);
    return known ? level(known.level) : id;
  };
  return { level, session };
}

function Row({ notice: { kind, about, at, read }, text, onOpen }: { notice: Notice; text: string; onOpen: Deed | undefined }) {
  const { busy, press } = useOnce(onOpen);
  const said = (
    <>
      <span className={styles['dot']} {...(!read && { role: 'img', 'aria-label': t('notice.isUnread') })} />
      <Icon name={icons[kind]} />
      <span>
        {text} {onOpen && kind !== 'published' && <span className={`mono ${styles['about'] ?? ''}`}>{about}</span>}
      </span>
      <time dateTime={at}>{dateText(new Date(at), 'date')}</time>
    </>
  );
  const tone = kind === 'refused' || kind === 'parked' ? 'bad' : kind === 'budget' ? 'warn' : undefined;
  return (
    <li data-unread={read ? undefined : ''} data-tone={tone}>
      {onOpen ? (
        <button
          type="button"
          aria-busy={busy}
          onClick={press}
          title={t(kind === 'published' ? 'notice.openVersion' : 'notice.openSession')}
        >
          {said}
        </button>
      ) : (
        <div>{said}</div>
      )}
    </li>
  );
}
