import { type RefObject, useEffect, useRef, useState } from 'react';
import type { RecentProject } from '../../../../src-main/contract/index.ts';
import { Button, classes, ContextMenu, Icon, IconButton, type IconName, Menu, type MenuEntry } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { deleteProject, renameProject } from '../../authoring/actions.ts';
import { forgetProject, mayMake, ownsList } from '../../editor/actions/index.ts';
import { joinByLink, openFolder } from '../../desktop/actions.ts';
import { useCell, useEditor } from '../../react.ts';
import { copyText } from '../copy-text.ts';
import { Logo } from '../top-bar/logo.tsx';
import { Gallery } from './gallery.tsx';
import styles from './home.module.css';

/** Where one left off: recent projects first, then ways to begin. */
export function Home({ recent }: { recent: readonly RecentProject[] }) {
  const editor = useEditor();
  const { desktop } = editor.ports;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const commands: { icon: IconName; title: string; about: string; command: string }[] = [
    { icon: 'folder', title: t('home.folder'), about: t('home.folder.about'), command: 'npx lq open <folder>' },
    { icon: 'link', title: t('home.join'), about: t('home.join.about'), command: 'npx lq open --as <name>' },
  ];
  const copy = async (command: string): Promise<void> => {
    await editor.ports.clipboard.write(command);
    editor.notices.say({ tone: 'good', title: t('share.copied') });
  };
  const here = recent.filter(({ missing }) => !missing);
  const [latest] = here;
  const listed = [...here, ...recent.filter(({ missing }) => missing)];
  const grid = useNextFocus(listed.map(({ handle }) => handle));
  const makes = mayMake(editor);
  const signedOut = useCell(editor.signedOut);
  return (
    <main className={styles['home']}>
      <div className={styles['inner']}>
        {signedOut && (
          <p role="alert" className={styles['out']}>
            {t('banner.signedOut', { count: 0, kept: true })}
          </p>
        )}
        <div className={styles['head']}>
          <span className={styles['brand']}>
            <Logo size={22} />
            LedgerQuest
          </span>
          {latest && (
            <Button ref={first} look="filled" large onClick={() => void editor.openProject(latest.handle, latest.name)}>
              {t('home.continue', { name: latest.name })}
            </Button>
          )}
        </div>
        {recent.length > 0 && (
          <>
            <h2 className={styles['sub']}>{t('home.recent')}</h2>
            <div ref={grid} className={styles['grid']}>
              {listed.map((project) =>
                project.missing ? <Missing key={project.handle} project={project} /> : <Recent key={project.handle} project={project} />,
              )}
            </div>
          </>
        )}
        {makes ? (
          <>
            <h2 className={styles['sub']}>{t('home.new')}</h2>
            {!latest && <p className={styles['next']}>{t('home.none')}</p>}
            <Gallery />
          </>
        ) : (
          <p className={styles['next']}>{t('home.viewer')}</p>
        )}
        <h2 className={styles['sub']}>{t('home.other')}</h2>
        <div className={styles['grid']}>
          {desktop && (
            <>
              <Starter
                icon="folder"
                title={t('desktop.folder')}
                about={t('desktop.folder.about')}
                onChoose={() => void editor.do(openFolder)}
              />
              <Starter icon="link" title={t('desktop.join')} about={t('desktop.join.about')} onChoose={() => void editor.do(joinByLink)} />
            </>
          )}
          {(desktop ? [] : commands).map(({ icon, title, about, command }) => (
            <div key={command} className={classes(styles['card'], styles['starter'], styles['still'])}>
              <Icon name={icon} size={20} />
              <div className={styles['text']}>
                <span className={styles['name']}>{title}</span>
                <span className={styles['meta']}>{about}</span>
                <span className={styles['command']}>
                  <code className="mono">{command}</code>
                  <IconButton icon="copy" label={t('home.copy', { command })} onClick={() => void copy(command)} />
                </span>
              </div>
            </div>
          ))}
        </div>
      </div>
    </main>
  );
}

/** Where a card goes while the keyboard was at it, the next one has it. */
function useNextFocus(cards: readonly string[]): RefObject<HTMLDivElement | null> {
  const grid = useRef<HTMLDivElement>(null);
  const before = useRef(cards);
  const now = cards.join(' ');
  useEffect(() => {
    const gone = before.current.findIndex((card) => !now.split(' ').includes(card));
    before.current = now.split(' ');
    if (gone < 0 || (document.activeElement !== document.body && document.activeElement !== null)) return;
    const left = [...(grid.current?.children ?? [])];
    (left[gone] ?? left.at(-1))?.querySelector('button')?.focus();
  }, [now]);
  return grid;
}

/** A project that can be opened; its menu, by its button or the other mouse button, takes it off the list. */
function Recent({ project }: { project: RecentProject }) {
  const editor = useEditor();
  const { handle, name, folder, openedAt, live, here, own } = project;
  const open = (): void => void editor.openProject(handle, name);
  const groups = (): MenuEntry[][] => [
    [
      { id: 'open', label: t('home.open'), icon: 'folder', onSelect: open },
      ...(folder === undefined
        ? []
        : [
            {
              id: 'folder',
              label: t('home.folderOf', { folder }),
              icon: 'copy',
              onSelect: () => void copyText(editor, folder, t('share.copied')),
            } as const,
          ]),
    ],
    ...(mayMake(editor)
      ? [
          [
            { id: 'rename', label: t('home.rename'), icon: 'pencil', onSelect: () => void editor.do(renameProject, project) } as const,
            ...(ownsList(editor)
              ? [
                  {
                    id: 'forget',
                    label: t('home.forget.short'),
                    icon: 'close',
                    onSelect: () => void editor.do(forgetProject, project),
                  } as const,
                ]
              : []),
          ],
        ]
      : []),
    ...(own && ownsList(editor)
      ? [[{ id: 'delete', label: t('home.delete'), icon: 'trash', onSelect: () => void editor.do(deleteProject, project) } as const]]
      : []),
  ];
  return (
    <ContextMenu className={styles['recent']} groups={groups}>
      <button type="button" className={styles['card']} onClick={open}>
        <span className={styles['picture']}>
          <Picture project={project} />
        </span>
        <span className={styles['text']}>
          <span className={styles['name']}>{name}</span>
          <span className={styles['meta']}>
            <span>{t('home.opened', { at: new Date(openedAt) })}</span>
            {live.map(({ tenant, channel, revision }) => (
              <span key={`${tenant}/${channel}`} className={styles['live']}>
                {t('home.live', { tenant, channel, revision })}
              </span>
            ))}
          </span>
          <Here people={here} />
        </span>
      </button>
      <span className={styles['cardMenu']}>
        <Menu align="end" groups={groups} trigger={<IconButton icon="more" label={t('home.menu', { name })} />} />
      </span>
    </ContextMenu>
  );
}

/** What is live of a project as the cloud drew it, else how it looked here last; where there is neither, that it comes. */
function Picture({ project: { handle, name, picture, pictured } }: { project: RecentProject }) {
  const { bridge } = useEditor();
  const [shown, setShown] = useState<{ url: string; alt: string }>();
  const { tenant, packageHash } = picture ?? {};
  useEffect(() => {
    let gone = false;
    const find = async (): Promise<typeof shown> => {
      // One that cannot be asked for is not there.
      const live = tenant !== undefined && packageHash !== undefined && bridge.invoke('cloud.thumbnail', { tenant, packageHash });
      const { png } = (await (live || undefined)?.catch(() => undefined)) ?? {};
      if (png !== undefined) return { url: `data:image/png;base64,${png}`, alt: t('home.picture', { name }) };
      const { jpeg } = pictured ? await bridge.invoke('project.picture', { project: handle }) : {};
      return jpeg === undefined ? undefined : { url: `data:image/jpeg;base64,${jpeg}`, alt: t('home.looked', { name }) };
    };
    find().then(
      (found) => !gone && setShown(found),
      // A card without its picture is still a card.
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [bridge, handle, name, pictured, tenant, packageHash]);
  if (shown) return <img src={shown.url} alt={shown.alt} />;
  return (
    <span className={styles['blank']} aria-hidden>
      <Icon name="boxes" size={28} />
      {t('home.noPicture')}
    </span>
  );
}

/** A project whose folder is not where it was. */
function Missing({ project }: { project: RecentProject }) {
  const editor = useEditor();
  const { name, openedAt, folder } = project;
  return (
    <div role="group" aria-label={t('home.missing', { name })} className={classes(styles['card'], styles['starter'], styles['still'])}>
      <Icon name="alert" size={20} />
      <div className={styles['text']}>
        <span className={styles['name']}>{name}</span>
        <span className={styles['meta']}>{t('home.opened', { at: new Date(openedAt) })}</span>
        {folder !== undefined && <span className={`mono ${styles['meta'] ?? ''}`}>{folder}</span>}
        <span className={styles['about']}>{t('home.missing.about')}</span>
        <Button look="outline" onClick={() => void editor.do(forgetProject, project)}>
          {t('home.forget', { name })}
        </Button>
      </div>
    </div>
  );
}

function Here({ people }: { people: RecentProject['here'] }) {
  if (people.length === 0) return null;
  return (
    <span className={styles['meta']}>
      <span className={styles['dots']} aria-hidden>
        {people.slice(0, 4).map(({ id, colour }) => (
          <i key={id} style={{ background: colour }} />
        ))}
      </span>
      {t('home.here', { names: people.map(({ name }) => name).join(', ') })}
    </span>
  );
}

/** A card that begins something when it is pressed. */
function Starter({ icon, title, about, onChoose }: { icon: IconName; title: string; about: string; onChoose: () => void }) {
  return (
    <button type="button" className={classes(styles['card'], styles['starter'])} onClick={onChoose}>
      <Icon name={icon} size={20} />
      <span className={styles['text']}>
        <span className={styles['name']}>{title}</span>
        <span className={styles['meta']}>{about}</span>
      </span>
    </button>
  );
}
