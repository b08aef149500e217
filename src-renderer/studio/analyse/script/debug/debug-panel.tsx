import { Button, classes, Icon, IconButton, type IconName, Slider } from '../../../../ui/index.ts';
import { type Action, type DebugSession, framesAt, variablesAt } from '../../../editor/index.ts';
import { debug, debugMoves, stopDebugging } from '../../../editor/actions/index.ts';
import { t } from '../../../i18n/index.ts';
import { useCell, useEditor } from '../../../react.ts';
import { keysOf, titleOf } from '../../../shell/action-ui.ts';
import styles from './debug.module.css';

/** Where the script stands, who called whom, and what its variables hold: beside the code while it is debugged. */
export function DebugPanel({ session }: { session: DebugSession }) {
  return (
    <section className={styles['panel']} aria-label={t('debug.title')}>
      <Toolbar session={session} />
      <Position session={session} />
      <div className={styles['scroll']}>
        <Notes session={session} />
        {session.trace && (
          <>
            <Stack session={session} />
            <Variables session={session} />
          </>
        )}
        <BreakpointList session={session} />
      </div>
    </section>
  );
}

function Toolbar({ session }: { session: DebugSession }) {
  const editor = useEditor();
  const button = (action: Action, label: string, icon: string) => (
    <IconButton
      key={action.id}
      icon={icon as IconName}
      label={label}
      keys={keysOf(editor, action)}
      disabled={session.looking || !session.trace}
      onClick={() => void editor.do(action)}
    />
  );
  return (
    <div className={styles['toolbar']} role="toolbar" aria-label={t('debug.title')}>
      {debugMoves.slice(0, 1).map((action) => button(action, titleOf(action), action.icon ?? 'debug-back'))}
      {button(debug, t('debug.continue'), 'debug-next')}
      <span className={styles['line']} />
      {debugMoves.slice(1).map((action) => button(action, titleOf(action), action.icon ?? 'step'))}
      <span className={styles['space']} />
      <IconButton
        icon="stop"
        label={titleOf(stopDebugging)}
        keys={keysOf(editor, stopDebugging)}
        onClick={() => void editor.do(stopDebugging)}
      />
    </div>
  );
}

function Position({ session: { trace, step, tick, looking } }: { session: DebugSession }) {
  const editor = useEditor();
  const time = editor.momentText(tick);
  const steps = trace?.steps.length ?? 0;
  const said = looking
    ? trace
      ? t('debug.looking', { time })
      : t('debug.replaying')
    : steps > 0
      ? t('debug.at', { time, step: step + 1, steps })
      : time;
  return (
    <div className={styles['position']}>
      <span role="status" className={classes(looking && styles['looking'])}>
        {said}
      </span>
      {steps > 1 && (
        <Slider
          label={t('debug.step')}
          value={step + 1}
          min={1}
          max={steps}
          valueText={t('debug.at', { time, step: step + 1, steps })}
          disabled={looking}
          onChange={(next) => editor.debug.goTo(next - 1)}
        />
      )}
    </div>
  );
}

/** What has to be known beside what is seen. */
function Notes({ session: { trace, step, differs, note } }: { session: DebugSession }) {
  const editor = useEditor();
  const production = useCell(editor.preview.current, (run) => run?.production !== undefined);
  const fault = trace?.calls.findLast(({ from }) => from <= step)?.fault;
  const notes: { tone: 'bad' | 'warn' | 'plain'; text: string }[] = [
    ...(note ? [{ tone: 'plain' as const, text: t(`debug.${note}`) }] : []),
    ...(fault ? [{ tone: 'bad' as const, text: t('debug.fault', fault) }] : []),
    ...(differs !== undefined ? [{ tone: 'warn' as const, text: t('debug.differs', { why: differs }) }] : []),
    ...(trace?.cut ? [{ tone: 'warn' as const, text: t('debug.cut') }] : []),
    ...(production ? [{ tone: 'plain' as const, text: t('debug.production') }] : []),
  ];
  return notes.map(({ tone, text }) => (
    <p key={text} role={tone === 'plain' ? 'status' : 'alert'} className={styles['note']} data-tone={tone}>
      {tone !== 'plain' && <Icon name="alert" size={14} />}
      <span>{text}</span>
    </p>
  ));
}

function Stack({ session: { trace, step, path } }: { session: DebugSession }) {
  const editor = useEditor();
  if (!trace) return null;
  const frames = framesAt(trace, step);
  return (
    <ol className={styles['stack']} aria-label={t('debug.stack')}>
      {frames.map(({ name, line, column }, index) => (
        // eslint-disable-next-line react/no-array-index-key -- a frame is its place in the stack
        <li key={index}>
          <button
            type="button"
            className={styles['frame']}
            aria-label={t('debug.frame', { name, line })}
            aria-current={index === 0 ? 'step' : undefined}
            onClick={() => editor.place.set({ file: path, line, column })}
          >
            <span className={styles['function']}>{name || t('debug.script')}</span>
            <span className={styles['lineNumber']}>{line}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Variables({ session: { trace, step } }: { session: DebugSession }) {
  if (!trace) return null;
  return variablesAt(trace, step).map(({ owner, variables }) => (
    <section key={owner ?? ''} className={styles['group']}>
      <h3>{owner === undefined || owner === '' ? t('debug.script') : owner}</h3>
      <dl>
        {variables.map(({ name, value, changed }) => (
          <div key={name} className={styles['variable']} data-changed={changed}>
            <dt>{name}</dt>
            <dd title={value} data-kind={kindOf(value)}>
              {value}
              {changed && <span className={styles['hidden']}>, {t('debug.changed')}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

/** By its first letter, as the code's own colours have it. */
const kindOf = (value: string): string =>
  value.startsWith('"') ? 'text' : /^-?\d|^(?:true|false|null|undefined|NaN|-?Infinity)$/.test(value) ? 'plain' : 'object';

function BreakpointList({ session: { path, problems } }: { session: DebugSession }) {
  const editor = useEditor();
  const { breakpoints } = editor.debug;
  const list = useCell(breakpoints.all)[path] ?? [];
  return (
    <section className={styles['group']}>
      <h3>{t('debug.breakpoints')}</h3>
      {list.length === 0 && <p className={styles['hint']}>{t('debug.noBreakpoints')}</p>}
      <ul>
        {list.map(({ line, condition }) => {
          const problem = problems.find((one) => one.line === line)?.message;
          return (
            <li key={line} className={styles['breakpoint']}>
              <Button className={styles['goTo']} onClick={() => editor.place.set({ file: path, line })}>
                <span className={styles['dot']} data-conditional={condition !== undefined} data-bad={problem !== undefined} aria-hidden />
                <span>{t('debug.breakpoint', { line })}</span>
                {condition !== undefined && <code>{condition}</code>}
              </Button>
              <IconButton icon="close" size={12} label={t('debug.remove', { line })} onClick={() => breakpoints.toggle(path, line)} />
              {problem !== undefined && (
                <p role="alert" className={styles['problem']}>
                  {problem}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
