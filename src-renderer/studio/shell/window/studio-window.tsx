import { type ComponentType, Suspense, useEffect, useLayoutEffect, useState } from 'react';
import { Toasts, TooltipProvider } from '../../../ui/index.ts';
import type { Editor } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { EditorProvider, useCell, useEditor } from '../../react.ts';
import { tellAway } from '../away.ts';
import { bindKeys } from '../keyboard.ts';
import { later } from '../later.ts';
import type { PanelDefinition } from '../panel.ts';
import type { TopBarSlots } from '../slots.ts';
import { StatusBar } from '../status-bar/status-bar.tsx';
import { followAppearance } from '../appearance.ts';
import { followTitle } from '../title.ts';
import { TopBar } from '../top-bar/top-bar.tsx';
import { Banner } from './banner.tsx';
import { type HeldKeys, holdKeys } from './held-keys.ts';
import { PickingNote } from './picking-note.tsx';
import { Failed, Waiting } from './waiting.tsx';
import styles from './window.module.css';

interface StudioParts {
  panels: readonly PanelDefinition[];
  slots: TopBarSlots;
  /** By the name that `editor.dialog` holds while they are open. */
  dialogs: Readonly<Record<string, ComponentType>>;
}

/** The whole window around an editor. */
export function StudioWindow({ editor, ...parts }: StudioParts & { editor: Editor }) {
  const { panels } = parts;
  const language = useCell(editor.preferences.language);
  const formats = useCell(editor.preferences.formats);
  useEffect(() => {
    const stops = [bindKeys(editor, window), followAppearance(editor, document), tellAway(editor, window), followTitle(editor, document)];
    return () => stops.forEach((stop) => stop());
  }, [editor]);
  useEffect(() => {
    // What does not come now is asked for again, and told, where it is shown.
    for (const fetch of [Dock.ahead, Palette.ahead, ...panels.map(({ ahead }) => ahead)]) fetch?.().catch(() => {});
  }, [panels]);
  return (
    // Words are no state: what says them is made anew when they change.
    <EditorProvider key={`${language} ${formats}`} value={editor}>
      <TooltipProvider delay={500}>
        <div className={styles['window']}>
          <Content {...parts} />
          <Notices />
        </div>
        <Dialogs {...parts} />
      </TooltipProvider>
    </EditorProvider>
  );
}

const Dock = later(() => import('../dock/dock.tsx'), 'Dock');
const Palette = later(() => import('../palette/palette.tsx'), 'Palette');
/** Who opens a project by its address never sees it. */
const Home = later(() => import('../home/home.tsx'), 'Home');

function Content({ panels, slots }: StudioParts) {
  const screen = useCell(useEditor().screen);
  switch (screen.at) {
    case 'starting':
      return <Waiting text={t('starting')} />;
    case 'opening':
      return <Waiting text={t('opening', { name: screen.name })} />;
    case 'failed':
      return <Failed {...screen} />;
    case 'home':
      return (
        <Suspense fallback={<Waiting text={t('starting')} />}>
          <Home recent={screen.recent} />
        </Suspense>
      );
    case 'project':
      return (
        <>
          <TopBar slots={slots} />
          <Banner />
          <PickingNote />
          <main className={styles['body']}>
            <Suspense>
              <Dock panels={panels} />
            </Suspense>
          </main>
          <StatusBar />
          <Guide />
        </>
      );
  }
}

const Tour = later(() => import('../../tour/tour.tsx'), 'Tour');

function Guide() {
  const { on } = useCell(useEditor().preferences.tour);
  return (
    on && (
      <Suspense>
        <Tour />
      </Suspense>
    )
  );
}

/** The shell's own. */
const own: Readonly<Record<string, ComponentType>> = {
  shortcuts: later(() => import('../shortcuts/shortcuts.tsx'), 'Shortcuts'),
  settings: later(() => import('../settings/settings.tsx'), 'Settings'),
  share: later(() => import('../share/share.tsx'), 'ShareDialog'),
};

function Dialogs({ panels, dialogs }: StudioParts) {
  const { dialog } = useEditor();
  const open = useCell(dialog);
  const [held] = useState(() => holdKeys(window, () => dialog.set(undefined)));
  useLayoutEffect(() => {
    if (open !== undefined) held.begin();
    return held.end;
  }, [held, open]);
  const Other = open === undefined ? undefined : (own[open] ?? dialogs[open]);
  return <Suspense fallback={<OnItsWay held={held} />}>{open === 'palette' ? <Palette panels={panels} /> : Other && <Other />}</Suspense>;
}

function OnItsWay({ held }: { held: HeldKeys }) {
  useLayoutEffect(() => {
    held.setFetching(true);
    return () => held.setFetching(false);
  }, [held]);
  return null;
}

/** More would take the window from what it is for; the others are in the status bar's list. */
const shownAtOnce = 3;

function Notices() {
  const { notices } = useEditor();
  return (
    <>
      <Toasts toasts={useCell(notices.list).slice(-shownAtOnce)} dismissLabel={t('close')} onDismiss={notices.dismiss} />
      <span role="status" aria-label={t('announced')} className="off-screen">
        {useCell(notices.announced)}
      </span>
    </>
  );
}
