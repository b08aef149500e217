import { useEffect, useState } from 'react';
import type { ToldWhy, WhyTarget } from '../../../../engine/run/why/index.ts';
import { EmptyState } from '../../../ui/index.ts';
import { describeError } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { figuresNamed } from './named-figures.ts';
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
      <AskOn target={question} told={answer.told} />
    </div>
  );
}

/** Where an explanation ends with a script: why it does, and the figures that one can ask on about. */
function AskOn({ target, told: { links } }: { target: WhyTarget; told: ToldWhy }) {
  const editor = useEditor();
  const { preview } = editor;
  const frame = useCell(preview.frame);
  const run = useCell(preview.current);
  const level = useCell(editor.level);
  const { tick } = useCell(preview.transport);
  const code = links[0]?.details.find((detail) => detail.startsWith('> '))?.slice(2);
  if (links[0]?.place === undefined) return null;
  const said = 'kpi' in target ? run?.series[target.kpi]?.[tick - 1] : undefined;
  const isShown = frame !== undefined && frame.run === run?.id && frame.tick === tick;
  const named = code !== undefined && isShown ? figuresNamed(code, target, said ?? undefined, frame.entities) : [];
  const endsHere = links.at(-1)?.place !== undefined;
  if (!endsHere && named.length === 0) return null;
  const nameOf = (key: string): string => frame?.entities.get(key)?.name ?? level?.level.get().entities[key]?.name ?? key;
  return (
    <section className={styles['on']} aria-label={t('why.on')}>
      {endsHere && <p className={styles['detail']}>{t('why.ends')}</p>}
      {named.length === 0 ? (
        <p className={styles['detail']}>{t('why.ends.next')}</p>
      ) : (
        <>
          <p className={styles['detail']}>{t('why.names')}</p>
          <ul>
            {named.map(({ entity, component, field, value }) => {
              const name = `${nameOf(entity)} ${component}.${field}`;
              return (
                <li key={name}>
                  <button type="button" title={t('why.ask', { name })} onClick={() => editor.question.set({ entity, component, field })}>
                    {name} <span className="number">{typeof value === 'object' ? JSON.stringify(value) : String(value)}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
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
