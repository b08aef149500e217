import { useEffect, useRef } from 'react';
import type { RecentProject } from '../../../../src-main/contract/index.ts';
import { Button, classes, EmptyState, Icon, type IconName } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { Logo } from '../top-bar/logo.tsx';
import styles from './home.module.css';

/** Where one left off: recent projects first, then ways to begin. */
export function Home({ recent }: { recent: readonly RecentProject[] }) {
  const editor = useEditor();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const starters: { template: 'supply-chain' | 'hello-cube'; icon: IconName; title: string; about: string }[] = [
    { template: 'supply-chain', icon: 'truck', title: t('home.supplyChain'), about: t('home.supplyChain.about') },
    { template: 'hello-cube', icon: 'box', title: t('home.helloCube'), about: t('home.helloCube.about') },
  ];
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
                    <Wave of={project.name} />
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
                  </span>
                </button>
              ))}
            </div>
          </>
        )}
        <h2 className={styles['sub']}>{t('home.new')}</h2>
        <div className={styles['grid']}>
          {starters.map(({ template, icon, title, about }) => (
            <button
              key={template}
              type="button"
              className={classes(styles['card'], styles['starter'])}
              onClick={() => void editor.createProject(template)}
            >
              <Icon name={icon} size={20} />
              <span className={styles['text']}>
                <span className={styles['name']}>{title}</span>
                <span className={styles['meta']}>{about}</span>
              </span>
            </button>
          ))}
        </div>
      </div>
    </main>
  );
}

/** A drawing of its own for every project: bars whose wave its name decides. */
function Wave({ of }: { of: string }) {
  let state = 7;
  for (const letter of of) state = (state * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const [phase, speed, swing] = [(state % 63) / 10, 0.22 + (state % 17) / 60, 0.55 + (state % 5) / 10];
  const bars = Array.from(
    { length: 28 },
    (_, index) => 14 + 34 * Math.exp(-(((index - 11 - (state % 7)) / 7) ** 2)) * swing + 9 * Math.sin(phase + index * speed),
  );
  return (
    <svg viewBox="0 0 280 112" width="100%" height="100%" preserveAspectRatio="none" aria-hidden>
      {bars.map((height, index) => (
        // The bars never move.
        <rect
          key={index}
          x={index * 10 + 2}
          y={112 - height}
          width={6}
          height={height}
          rx={1}
          fill="var(--accent-fill)"
          opacity={0.25 + height / 110}
        />
      ))}
    </svg>
  );
}

export function Waiting({ text }: { text: string }) {
  return (
    <main className={styles['wait']}>
      <Logo size={28} />
      <p role="status">{text}</p>
    </main>
  );
}

export function Failed({ message, hint }: { message: string; hint: string | undefined }) {
  const editor = useEditor();
  return (
    <main className={styles['wait']}>
      <EmptyState icon="alert" title={message} text={hint ?? ''}>
        <Button look="outline" onClick={() => void editor.start()}>
          {t('again')}
        </Button>
      </EmptyState>
    </main>
  );
}
