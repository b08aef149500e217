import { useEffect, useState } from 'react';
import type { ProjectTemplate } from '../../../../src-main/contract/index.ts';
import { Button } from '../../../ui/index.ts';
import { describeError } from '../../editor/notices.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { Logo } from '../top-bar/logo.tsx';
import styles from './home.module.css';

type Found = { templates: readonly ProjectTemplate[] } | { message: string; hint: string | undefined };

/** The shipped templates: what each teaches, for how many and how long. A press makes a project of it. */
export function Gallery() {
  const editor = useEditor();
  const { bridge } = editor;
  const [asked, setAsked] = useState(0);
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    let gone = false;
    bridge.invoke('project.templates', {}).then(
      (answer) => !gone && setFound(answer),
      (error: unknown) => !gone && setFound(describeError(error)),
    );
    return () => {
      gone = true;
    };
  }, [bridge, asked]);
  const signedOut = useCell(editor.signedOut);
  if (!found) return <p role="status">{t('home.templates.loading')}</p>;
  if ('message' in found)
    return (
      <p role="alert" className={styles['meta']}>
        {`${found.message} ${found.hint ?? ''}`}
        {!signedOut && (
          <Button look="outline" onClick={() => setAsked(asked + 1)}>
            {t('again')}
          </Button>
        )}
      </p>
    );
  return (
    <ul className={styles['grid']} aria-label={t('home.templates')}>
      {found.templates.map((template) => (
        <li key={template.id}>
          <TemplateCard template={template} onChoose={() => void editor.createProject(template.id)} />
        </li>
      ))}
    </ul>
  );
}

function TemplateCard({
  template: { id, name, teaches, players, minutes, picture },
  onChoose,
}: {
  template: ProjectTemplate;
  onChoose: () => void;
}) {
  const facts = [
    ...(players ? [t('home.players', { fewest: players[0], most: players[1] })] : []),
    ...(minutes === undefined ? [] : [t('home.minutes', { minutes })]),
  ];
  return (
    <button
      type="button"
      className={styles['card']}
      aria-label={t('home.create', { name })}
      aria-describedby={`template-${id}`}
      onClick={onChoose}
    >
      <span className={styles['picture']}>
        {picture === undefined ? <Logo size={28} /> : <img src={`data:image/png;base64,${picture}`} alt="" />}
      </span>
      <span className={styles['text']}>
        <span className={styles['name']}>{name}</span>
        <span id={`template-${id}`} className={styles['about']}>
          <span>{teaches}</span>
          {facts.length > 0 && <span className={styles['facts']}>{facts.join(' · ')}</span>}
        </span>
      </span>
    </button>
  );
}
