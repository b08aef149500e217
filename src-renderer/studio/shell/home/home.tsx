import { useEffect, useRef, useState } from 'react';
import type { RecentProject } from '../../../../src-main/contract/index.ts';
import { Button, classes, ContextMenu, Icon, IconButton, type IconName, Menu, type MenuEntry } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { deleteProject, renameProject } from '../../authoring/actions.ts';
import { atHome, forgetProject } from '../../editor/actions/index.ts';
import { joinByLink, openFolder } from '../../desktop/actions.ts';
import { useEditor } from '../../react.ts';
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
  return (
    <main className={styles['home']}>
      <div className={styles['inner']}>
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
            <div className={styles['grid']}>
              {here.map((project) => (
                <Recent key={project.handle} project={project} />
              ))}
              {recent.flatMap((project) => (project.missing ? [<Missing key={project.handle} project={project} />] : []))}
            </div>
          </>
        )}
        <h2 className={styles['sub']}>{t('home.new')}</h2>
        {!latest && <p className={styles['next']}>{t('home.none')}</p>}
        <Gallery />
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

/** A project that can be opened; its menu, by its button or the other mouse button, takes it off the list. */
function Recent({ project }: { project: RecentProject }) {
  const editor = useEditor();
  const { handle, name, openedAt, live, here, own } = project;
  const open = (): void => void editor.openProject(handle, name);
  const groups = (): MenuEntry[][] => [
    [{ id: 'open', label: t('home.open'), icon: 'folder', onSelect: open }],
    ...(atHome(editor)
      ? [
          [
            { id: 'rename', label: t('home.rename'), icon: 'pencil', onSelect: () => void editor.do(renameProject, project) } as const,
            { id: 'forget', label: t('home.forget.short'), icon: 'close', onSelect: () => void editor.do(forgetProject, handle) } as const,
          ],
        ]
      : []),
    ...(own && atHome(editor)
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
function Missing({ project: { handle, name, openedAt } }: { project: RecentProject }) {
  const editor = useEditor();
  return (
    <div role="group" aria-label={t('home.missing', { name })} className={classes(styles['card'], styles['starter'], styles['still'])}>
      <Icon name="alert" size={20} />
      <div className={styles['text']}>
        <span className={styles['name']}>{name}</span>
        <span className={styles['meta']}>{t('home.opened', { at: new Date(openedAt) })}</span>
        <span className={styles['about']}>{t('home.missing.about')}</span>
        <Button look="outline" onClick={() => void editor.do(forgetProject, handle)}>
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
