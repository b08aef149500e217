import { useEffect, useState } from 'react';
import type { ToldWhy } from '../../../../engine/run/why/index.ts';
import { EmptyState } from '../../../ui/index.ts';
import { describeError } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './why.module.css';

/** A tick must stand so long before it is looked at: scrubbing asks for nothing. */
const rest = 200;

type Answer = { told: ToldWhy } | { refused: string };

/** Why a figure of the shown run is what it is at the shown tick: what set it, and what led to that. */
export function WhyPanel() {
  const editor = useEditor();
  const question = useCell(editor.question);
  const run = useCell(editor.preview.current);
  const answer = useAnswer();
  if (!run) return <EmptyState icon="help" title={t('why.noRun')} text={t('why.noRunHint')} />;
  if (!question) return <EmptyState icon="help" title={t('why.none')} text={t('why.noneHint')} />;
  if (!answer) return <p className={styles['quiet']}>{t('why.looking')}</p>;
  if ('refused' in answer) return <p className={styles['quiet']}>{answer.refused}</p>;
  const { head, links } = answer.told;
  return (
    <div className={styles['why']}>
      <p className={styles['head']}>{head}</p>
      <ol aria-label={t('why.chain')}>
        {links.map(({ tick, time, text, details, place }, index) => (
          // eslint-disable-next-line react/no-array-index-key -- a chain is made anew as a whole
          <li key={index}>
            <button type="button" className="number" title={t('why.go', { time })} onClick={() => editor.preview.seek(tick)}>
              {time}
            </button>
            <div>
              <p>{text}</p>
              {details.map((detail) =>
                place && detail.startsWith('> ') ? (
                  <button
                    key={detail}
                    type="button"
                    title={t('why.code', place)}
                    onClick={() => {
                      editor.place.set({ file: place.file, line: place.line, column: 1 });
                      editor.reveal.set('script');
                    }}
                  >
                    <code>{detail.slice(2)}</code>
                  </button>
                ) : (
                  <p key={detail} className={styles['detail']}>
                    {detail}
                  </p>
                ),
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The answer to the question that stands, once the tick stands still; undefined until it is there. */
function useAnswer(): Answer | undefined {
  const { preview, ports, question: cell } = useEditor();
  const question = useCell(cell);
  const run = useCell(preview.current, (current) => current?.id);
  const { tick } = useCell(preview.transport);
  const [known, setKnown] = useState<{ of: string; answer: Answer }>();
  const of = `${run} ${tick} ${JSON.stringify(question)}`;
  useEffect(() => {
    if (!question) return;
    let isWanted = true;
    const take = (answer: Answer): void => {
      if (isWanted) setKnown({ of, answer });
    };
    const callOff = ports.clock.after(rest, () => {
      preview.why(question, tick).then(
        (told) => told && take({ told }),
        (error: unknown) => {
          const { message, hint } = describeError(error);
          take({ refused: [message, hint].filter(Boolean).join(' ') });
        },
      );
    });
    return () => {
      isWanted = false;
      callOff();
    };
  }, [preview, ports, question, tick, of]);
  return known?.of === of ? known.answer : undefined;
}
