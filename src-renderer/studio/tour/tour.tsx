import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { targetOf, tourSteps } from './steps.ts';
import styles from './tour.module.css';

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The rectangle of what a step is about, followed for as long as it is shown. */
function useTarget(at: number): Box | undefined {
  const [box, setBox] = useState<Box>();
  useEffect(() => {
    let request = 0;
    let last = '';
    const look = (): void => {
      request = requestAnimationFrame(look);
      const step = tourSteps[at];
      const rect = step && targetOf(step, document)?.getBoundingClientRect();
      const next = rect && { left: rect.left, top: rect.top, width: rect.width, height: rect.height };
      const text = JSON.stringify(next);
      if (text === last) return;
      last = text;
      setBox(next);
    };
    look();
    return () => cancelAnimationFrame(request);
  }, [at]);
  return box;
}

/** Beside a box where there is room, else in the corner; always whole in the window. */
function placeBeside(box: Box | undefined, { width, height }: { width: number; height: number }): { left: number; top: number } {
  const [wide, high] = [window.innerWidth, window.innerHeight];
  const gap = 12;
  const isLarge = box && box.width * box.height > wide * high * 0.15;
  if (!box || isLarge) return { left: wide - width - 24, top: high - height - 48 };
  const below = box.top + box.height + gap;
  const top = below + height < high ? below : Math.max(gap, box.top - height - gap);
  return { left: Math.min(Math.max(gap, box.left), wide - width - gap), top };
}

/** The card of the step that one is at. It lies over nothing that is needed, takes no keys but its own, and moves on when its thing is done. */
export function Tour() {
  const editor = useEditor();
  const { preferences, notices, reveal } = editor;
  const { at } = useCell(preferences.tour);
  const card = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const came = useRef(document.activeElement);
  const [said, setSaid] = useState('');
  const box = useTarget(at);
  const step = tourSteps[at];

  useEffect(() => {
    heading.current?.focus();
    const from = came.current;
    return () => {
      if (from instanceof HTMLElement && from.isConnected && (document.activeElement === document.body || !document.activeElement))
        from.focus();
    };
  }, []);
  useEffect(() => {
    if (!step) return undefined;
    if (step.panel !== undefined) reveal.set(step.panel);
    return step.watch(editor, () => {
      const next = tourSteps[at + 1];
      setSaid(`${t('tour.done', { title: t(step.title) })} ${next ? `${t(next.title)}. ${t(next.about)}` : t('tour.finished')}`);
      preferences.setTour({ at: at + 1, on: true });
    });
  }, [editor, preferences, reveal, step, at]);
  useLayoutEffect(() => {
    const own = card.current;
    if (!own) return;
    const { left, top } = placeBeside(box, own.getBoundingClientRect());
    own.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  });

  const go = (to: number): void => preferences.setTour({ at: to, on: true });
  const later = (): void => {
    preferences.setTour({ at, on: false });
    notices.say({ tone: 'plain', title: t('tour.paused') });
  };
  const end = (): void => preferences.setTour({ at: 0, on: false });
  useEffect(() => {
    const own = card.current;
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      if (step) later();
      else end();
    };
    own?.addEventListener('keydown', leave);
    return () => own?.removeEventListener('keydown', leave);
  });
  return (
    <>
      {box && step && <div aria-hidden className={styles['ring']} style={box} />}
      <aside ref={card} aria-label={t('tour')} className={styles['card']}>
        <header className={styles['head']}>
          <span className={styles['at']}>{step ? t('tour.at', { step: at + 1, of: tourSteps.length }) : t('tour')}</span>
          <IconButton icon="close" size={13} label={t('tour.end')} onClick={end} />
        </header>
        <h2 ref={heading} tabIndex={-1} className={styles['title']}>
          {t(step?.title ?? 'tour.finished')}
        </h2>
        <p className={styles['about']}>{t(step?.about ?? 'tour.finished.about')}</p>
        <div className={styles['bar']}>
          {at > 0 && <Button onClick={() => go(at - 1)}>{t('tour.back')}</Button>}
          {step?.panel !== undefined && <Button onClick={() => reveal.set(step.panel)}>{t('tour.show')}</Button>}
          {step ? (
            <>
              <Button onClick={later}>{t('tour.later')}</Button>
              <Button look="outline" onClick={() => go(at + 1)}>
                {t('tour.skip')}
              </Button>
            </>
          ) : (
            <Button look="outline" onClick={end}>
              {t('tour.finish')}
            </Button>
          )}
        </div>
        <span role="status" aria-label={t('tour')} className="off-screen">
          {said}
        </span>
      </aside>
    </>
  );
}
