import { useEffect, useRef, useState } from 'react';
import type { RecentProject } from '../../../../src-main/contract/index.ts';
import { Button, classes, Icon, IconButton, type IconName } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { joinByLink, openFolder } from '../../desktop/actions.ts';
import { useEditor } from '../../react.ts';
import { Logo } from '../top-bar/logo.tsx';
import styles from './home.module.css';

/** Where one left off: recent projects first, then ways to begin. */
export function Home({ recent }: { recent: readonly RecentProject[] }) {
  const editor = useEditor();
  const { desktop } = editor.ports;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const starters: { template: 'supply-chain' | 'hello-cube'; icon: IconName; title: string; about: string }[] = [
    { template: 'supply-chain', icon: 'truck', title: t('home.supplyChain'), about: t('home.supplyChain.about') },
    { template: 'hello-cube', icon: 'box', title: t('home.helloCube'), about: t('home.helloCube.about') },
  ];
  const commands: { icon: IconName; title: string; about: string; command: string }[] = [
    { icon: 'folder', title: t('home.folder'), about: t('home.folder.about'), command: 'npx lq open <folder>' },
    { icon: 'link', title: t('home.join'), about: t('home.join.about'), command: 'npx lq open --as <name>' },
  ];
  const copy = async (command: string): Promise<void> => {
    await editor.ports.clipboard.write(command);
    editor.notices.say({ tone: 'good', title: t('share.copied') });
  };
  const [latest] = recent;
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
              {recent.map((project) => (
                <button
                  key={project.handle}
                  type="button"
                  className={styles['card']}
                  onClick={() => void editor.openProject(project.handle, project.name)}
                >
                  <span className={styles['picture']}>
                    <Picture project={project} />
                  </span>
                  <span className={styles['text']}>
                    <span className={styles['name']}>{project.name}</span>
                    <span className={styles['meta']}>
                      <span>{t('home.opened', { at: new Date(project.openedAt) })}</span>
                      {project.live.map(({ tenant, channel, revision }) => (
                        <span key={`${tenant}/${channel}`} className={styles['live']}>
                          {t('home.live', { tenant, channel, revision })}
                        </span>
                      ))}
                    </span>
                    <Here people={project.here} />
                  </span>
                </button>
              ))}
            </div>
          </>
        )}
        <h2 className={styles['sub']}>{t('home.new')}</h2>
        <div className={styles['grid']}>
          {starters.map(({ template, icon, title, about }) => (
            <Starter key={template} icon={icon} title={title} about={about} onChoose={() => void editor.createProject(template)} />
          ))}
        </div>
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

/** What is live of a project as the cloud drew it; a mark where there is no picture. */
function Picture({ project: { name, picture } }: { project: RecentProject }) {
  const { bridge } = useEditor();
  const [png, setPng] = useState<string>();
  const { tenant, packageHash } = picture ?? {};
  useEffect(() => {
    if (tenant === undefined || packageHash === undefined) return undefined;
    let gone = false;
    bridge.invoke('cloud.thumbnail', { tenant, packageHash }).then(
      (found) => !gone && setPng(found.png),
      // A card without its picture is still a card.
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [bridge, tenant, packageHash]);
  return png === undefined ? <Logo size={28} /> : <img src={`data:image/png;base64,${png}`} alt={t('home.picture', { name })} />;
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
