import { type ReactNode, useState } from 'react';
import { Button, Dialog, SearchField } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { goToChange } from '../versions/go-to-change.ts';
import { Conflicts, Sentences } from '../versions/merge-view.tsx';
import shared from '../versions/take-over.module.css';
import { bringNews, takeOverDraft } from './actions.ts';
import { draftsOf } from './drafts.ts';
import type { ChangedThing } from './plan.ts';
import styles from './drafts.module.css';

/** Names a draft of the open level. */
export function BeginDraftDialog() {
  const editor = useEditor();
  const level = useCell(editor.level);
  const of = useMaybeCell(level?.head)?.name ?? '';
  const [name, setName] = useState('');
  const close = (): void => editor.dialog.set(undefined);
  const begin = (): void => {
    if (name.trim() === '') return;
    close();
    void draftsOf(editor).begin(name.trim());
  };
  return (
    <Dialog
      title={t('drafts.begin.title', { name: of })}
      about={t('drafts.begin.about')}
      closeLabel={t('close')}
      onClose={close}
      footer={<Buttons does={t('drafts.begin.do')} disabled={name.trim() === ''} onCancel={close} onDo={begin} />}
    >
      <form
        className={styles['naming']}
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <SearchField
          focused
          label={t('drafts.begin.name')}
          placeholder={t('drafts.begin.hint')}
          maxLength={120}
          value={name}
          onChange={setName}
        />
      </form>
    </Dialog>
  );
}

/** What one side changed, on its way into the other. */
export function MergeDraftDialog() {
  const editor = useEditor();
  const drafts = draftsOf(editor);
  const plan = useCell(drafts.plan);
  if (!plan) return null;
  const { way, conflicts, choices, things, count, notes, hasBase } = plan;
  const names = { draft: plan.draft.name, level: plan.level.name };
  const isTakeOver = way === 'take-over';
  const [mine, theirs] = isTakeOver ? (['draft', 'level'] as const) : (['level', 'draft'] as const);
  return (
    <Dialog
      wide
      title={isTakeOver ? t('drafts.takeOver.title', names) : t('drafts.news.title', names)}
      about={isTakeOver ? t('drafts.takeOver.about') : t('drafts.news.about')}
      closeLabel={t('close')}
      onClose={() => drafts.close()}
      footer={
        <Buttons
          does={isTakeOver ? t('drafts.do', { count }) : t('drafts.do.news', { count })}
          // News that say the same as the draft already are known from then on.
          disabled={isTakeOver && count === 0}
          onCancel={() => drafts.close()}
          onDo={() => void drafts.apply()}
        />
      }
    >
      {!hasBase && <p className={styles['note']}>{t('drafts.noBase')}</p>}
      {conflicts.length > 0 && (
        <Conflicts
          conflicts={conflicts}
          choices={choices}
          sides={{
            mine: t(`drafts.side.${mine}`),
            theirs: t(`drafts.side.${theirs}`),
            allMine: t(`drafts.all.${mine}`),
            allTheirs: t(`drafts.all.${theirs}`),
          }}
          onChoose={(next) => drafts.choose(next)}
        />
      )}
      <Things title={t('drafts.things', { name: names[theirs] })} things={things} onTake={(id, isTaken) => drafts.take(id, isTaken)} />
      {things.length === 0 && <p className={shared['quiet']}>{t('drafts.nothing')}</p>}
      <Sentences title={t('drafts.notes')} sentences={notes} warn />
    </Dialog>
  );
}

/** What both sides changed since the draft began. */
export function CompareDraftDialog() {
  const editor = useEditor();
  const drafts = draftsOf(editor);
  const comparison = useCell(drafts.comparison);
  const canEdit = useCell(editor.canEdit);
  if (!comparison) return null;
  const { draft, level, hasBase, ofDraft, ofLevel, conflicts } = comparison;
  const goTo = (id: string): void => {
    drafts.close();
    void goToChange(editor, { part: draft.path, entity: id.slice('entities/'.length) });
  };
  const goOn = (action: typeof bringNews): void => {
    drafts.close();
    void editor.do(action);
  };
  return (
    <Dialog
      wide
      title={t('drafts.compare.title', { draft: draft.name, level: level.name })}
      closeLabel={t('close')}
      onClose={() => drafts.close()}
      footer={
        <>
          <Button large disabled={!canEdit} onClick={() => goOn(bringNews)}>
            {t('action.draft.news')}
          </Button>
          <Button look="filled" large disabled={!canEdit} onClick={() => goOn(takeOverDraft)}>
            {t('action.draft.takeOver')}
          </Button>
        </>
      }
    >
      {!hasBase && <p className={styles['note']}>{t('drafts.noBase.compare')}</p>}
      {ofDraft.length > 0 && (
        <Button look="outline" icon="eye" onClick={() => void drafts.mark()}>
          {t('drafts.compare.mark')}
        </Button>
      )}
      <Sentences title={t('drafts.compare.both')} sentences={conflicts.map((conflict) => t('drafts.compare.conflict', conflict))} />
      <Things title={t('drafts.compare.draft')} things={ofDraft} onGo={goTo} />
      <Things title={t('drafts.compare.level')} things={ofLevel} onGo={goTo} />
      {ofDraft.length + ofLevel.length === 0 && <p className={shared['quiet']}>{t('drafts.compare.same')}</p>}
    </Dialog>
  );
}

/** Asks before a draft goes. */
export function DropDraftDialog() {
  const editor = useEditor();
  const level = useCell(editor.level);
  const name = useMaybeCell(level?.head)?.name ?? '';
  const close = (): void => editor.dialog.set(undefined);
  const drop = (): void => {
    close();
    void draftsOf(editor).drop();
  };
  return (
    <Dialog
      title={t('drafts.drop.title', { name })}
      about={t('drafts.drop.about')}
      closeLabel={t('close')}
      onClose={close}
      footer={<Buttons does={t('drafts.drop.do')} onCancel={close} onDo={drop} />}
    >
      {null}
    </Dialog>
  );
}

interface ButtonsProps {
  does: string;
  disabled?: boolean;
  onCancel: () => void;
  onDo: () => void;
}

function Buttons({ does, disabled = false, onCancel, onDo }: ButtonsProps): ReactNode {
  return (
    <>
      <Button large onClick={onCancel}>
        {t('drafts.cancel')}
      </Button>
      <Button look="filled" large disabled={disabled} onClick={onDo}>
        {does}
      </Button>
    </>
  );
}

interface ThingsProps {
  title: string;
  things: readonly ChangedThing[];
  onTake?: (id: string, isTaken: boolean) => void;
  /** Leads to an entity. */
  onGo?: (id: string) => void;
}

/** Thing by thing, each with what changes about it; with `onTake` each can be left as it is. */
function Things({ title, things, onTake, onGo }: ThingsProps) {
  if (things.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={shared['heading']}>{title}</h3>
      <ul className={styles['things']}>
        {things.map(({ id, name, sentences, isLeft }) => (
          <li key={id}>
            {onTake ? (
              <label className={styles['thing']}>
                <input type="checkbox" checked={!isLeft} onChange={(event) => onTake(id, event.target.checked)} />
                {name}
              </label>
            ) : onGo && id.startsWith('entities/') ? (
              <button type="button" className={styles['thing']} onClick={() => onGo(id)}>
                {name}
              </button>
            ) : (
              <span className={styles['thing']}>{name}</span>
            )}
            <ul className={styles['sentences']}>
              {sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
