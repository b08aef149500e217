import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { KpiSpec, ParameterSpec, ScenarioSpec } from '../../../engine/model/project.ts';
import { Button, Dialog, IconButton, NumberField, Select, TextArea, TextField } from '../../ui/index.ts';
import type { ProjectSession } from '../editor/index.ts';
import { numberProblem, t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import {
  declare,
  defaultText,
  idRefusal,
  idWhenLabelled,
  label,
  nouns,
  put,
  readDefault,
  readNumber,
  renameTo,
  scriptsNaming,
  type Section,
  specRefusal,
  takeAway,
  withBound,
  withKind,
} from './declarations.ts';
import { takeStep } from './steps-here.ts';
import styles from './project-settings.module.css';

/** What the project says of itself and declares for all its levels. Every change is a step, and live for everybody. */
export function ProjectSettingsDialog() {
  const editor = useEditor();
  const project = useCell(editor.project);
  return (
    <Dialog
      wide
      title={t('project.settings')}
      about={t('project.settings.about')}
      closeLabel={t('close')}
      onClose={() => editor.dialog.set(undefined)}
    >
      {project && <Settings key={project.id} project={project} />}
    </Dialog>
  );
}

function Settings({ project }: { project: ProjectSession }) {
  const editor = useEditor();
  const canEdit = useCell(editor.canEdit);
  const file = useCell(project.file);
  const [said, setSaid] = useState<string>();
  const rename = (typed: string): void => {
    const name = typed.trim();
    setSaid(name === '' ? t('project.name.empty') : undefined);
    if (name !== '' && name !== file.name) project.edit(t('step.rename', { from: file.name, to: name }), [{ path: ['name'], value: name }]);
  };
  const place = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    const dialog = place.current!;
    const press = (event: KeyboardEvent): void => takeStep(editor, project, event, setSaid);
    dialog.addEventListener('keydown', press);
    return () => dialog.removeEventListener('keydown', press);
  }, [editor, project]);
  return (
    <fieldset ref={place} tabIndex={-1} className={styles['settings']} disabled={!canEdit}>
      {!canEdit && <p className={styles['quiet']}>{t('project.settings.viewer')}</p>}
      <Labelled words={t('project.name.short')}>
        <TextField label={t('project.name')} value={file.name} maxLength={120} onCommit={rename} />
      </Labelled>
      {said !== undefined && (
        <p role="alert" className={styles['wrong']}>
          {said}
        </p>
      )}
      <Labelled words={t('project.description')}>
        <TextArea
          label={t('project.description')}
          value={file.description ?? ''}
          maxLength={2000}
          onCommit={(text) => project.edit(t('step.describe'), [{ path: ['description'], value: text.trim() === '' ? null : text.trim() }])}
        />
      </Labelled>
      <Things project={project} section="parameters">
        {(id, onId) => <ParameterFields project={project} id={id} onId={onId} spec={file.parameters[id]!} />}
      </Things>
      <Things project={project} section="kpis">
        {(id, onId) => <KpiFields project={project} id={id} onId={onId} spec={file.kpis[id]!} />}
      </Things>
      <Things project={project} section="scenarios">
        {(id, onId) => <ScenarioFields project={project} id={id} onId={onId} spec={file.scenarios[id]!} />}
      </Things>
    </fieldset>
  );
}

const Labelled = ({ words, children }: { words: string; children: ReactNode }) => (
  <div className={styles['labelled']}>
    <span aria-hidden>{words}</span>
    {children}
  </div>
);

interface ThingsProps {
  project: ProjectSession;
  section: Section;
  children: (id: string, onId: (to: string) => void) => ReactNode;
}

/** One kind of declaration: its list, and one more. */
function Things({ project, section, children }: ThingsProps) {
  const things = useCell(project.file)[section];
  const list = useRef<HTMLUListElement>(null);
  const [fresh, setFresh] = useState<{ id: string }>();
  /** What somebody fills in stays the same fields under another id: the keyboard stays where it is. */
  const [keys] = useState(() => new Map<string, string>());
  useEffect(() => {
    const first = fresh && list.current?.querySelector<HTMLInputElement>(`[data-thing="${fresh.id}"] input`);
    first?.focus();
    first?.select();
  }, [fresh]);
  return (
    <section aria-label={t(`declare.${section}`)}>
      <header className={styles['head']}>
        <h3>{t(`declare.${section}`)}</h3>
        <Button look="outline" icon="plus" onClick={() => setFresh({ id: declare(project, section) })}>
          {t(`declare.${section}.new`)}
        </Button>
      </header>
      <p className={styles['quiet']}>{t(`declare.${section}.about`)}</p>
      <ul ref={list} className={styles['list']}>
        {Object.keys(things).map((id) => (
          <li key={keys.get(id) ?? id} data-thing={id} className={styles['thing']}>
            {children(id, (to) => keys.set(to, keys.get(id) ?? id))}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FieldsProps<Spec> {
  project: ProjectSession;
  id: string;
  /** It is about to get another id. */
  onId: (to: string) => void;
  spec: Spec;
}

/** How a change is made, or why it is not: said below the fields. */
function useChange(
  project: ProjectSession,
  section: Section,
  id: string,
): { said: string | undefined; change: (spec: object) => void; say: (text?: string) => void } {
  const [said, say] = useState<string>();
  const change = (spec: object): void => {
    const wrong = specRefusal(project.file.get(), section, id, spec);
    say(wrong);
    if (wrong === undefined) put(project, section, id, spec);
  };
  return { said, change, say };
}

interface FrameProps {
  project: ProjectSession;
  section: Section;
  id: string;
  onId: (to: string) => void;
  words: string;
  said: string | undefined;
  say: (text?: string) => void;
  children: ReactNode;
}

/** What every declaration has: what people read, its id, and the way out. */
function Frame({ project, section, id, onId, words, said, say, children }: FrameProps) {
  const [naming, setNaming] = useState<readonly string[]>([]);
  const rename = (typed: string): void => {
    const to = typed.trim();
    const wrong = to === id ? undefined : idRefusal(project.file.get(), section, to);
    say(wrong);
    if (to === id || wrong !== undefined) return;
    onId(to);
    renameTo(project, section, id, to);
  };
  const relabel = (typed: string): void => {
    const text = typed.trim();
    say(text === '' ? t('declare.label.empty') : undefined);
    if (text === '') return;
    const to = idWhenLabelled(project.file.get(), section, id, text);
    if (to !== id) onId(to);
    label(project, section, id, text);
  };
  const remove = async (): Promise<void> => {
    const scripts = section === 'scenarios' ? [] : await scriptsNaming(project, id);
    if (scripts.length === 0) takeAway(project, section, id);
    else setNaming(scripts);
  };
  return (
    <>
      <div className={styles['fields']}>
        <Labelled words={t(section === 'scenarios' ? 'declare.name' : 'declare.label')}>
          <TextField label={t(`declare.${section}.label`, { id })} value={words} maxLength={120} onCommit={relabel} />
        </Labelled>
        <Labelled words={t('declare.id')}>
          <TextField label={t('declare.id.of', { id })} value={id} maxLength={64} spellCheck={false} onCommit={rename} />
        </Labelled>
        {children}
        <IconButton icon="trash" label={t('declare.remove', { id, noun: nouns[section] })} onClick={() => void remove()} />
      </div>
      {said !== undefined && (
        <p role="alert" className={styles['wrong']}>
          {said}
        </p>
      )}
      {naming.length > 0 && (
        <div role="alert" className={styles['asked']}>
          <span>{t('declare.remove.named', { id, scripts: naming })}</span>
          <Button look="outline" onClick={() => takeAway(project, section, id)}>
            {t('declare.remove.anyway')}
          </Button>
          <Button onClick={() => setNaming([])}>{t('declare.remove.keep')}</Button>
        </div>
      )}
    </>
  );
}

const kinds = ['number', 'integer', 'decimal', 'series', 'boolean', 'choice', 'text'] as const;

function ParameterFields({ project, id, onId, spec }: FieldsProps<ParameterSpec>) {
  const { said, say, change } = useChange(project, 'parameters', id);
  const isNumber = !['boolean', 'choice', 'text'].includes(spec.kind);
  const bound = (name: 'min' | 'max') => (
    <Labelled words={t(`declare.${name}`)}>
      <TextField
        label={t(`declare.${name}.of`, { id })}
        value={spec[name] === undefined ? '' : String(spec[name])}
        onCommit={(text) => {
          const value = readNumber(text);
          if (value === undefined && text.trim() !== '') say(t('declare.notNumber', { text }));
          else change(withBound(spec, name, value));
        }}
      />
    </Labelled>
  );
  return (
    <Frame project={project} section="parameters" id={id} onId={onId} words={spec.label} said={said} say={say}>
      <Labelled words={t('declare.kind')}>
        <Select
          label={t('declare.kind.of', { id })}
          value={spec.kind}
          choices={kinds.map((value) => ({ value, label: t(`declare.kind.${value}`) }))}
          onChange={(kind) => change(withKind(spec, kind as ParameterSpec['kind']))}
        />
      </Labelled>
      {spec.kind === 'choice' && (
        <Labelled words={t('declare.options')}>
          <TextField
            label={t('declare.options.of', { id })}
            value={(spec.options ?? []).join(', ')}
            onCommit={(text) => {
              const { labels: _labels, ...rest } = spec;
              const options = [...new Set(text.split(',').map((option) => option.trim()))].filter((option) => option !== '');
              if (options.length === 0) return say(t('declare.options.empty'));
              change({ ...rest, options, default: options.includes(String(spec.default)) ? spec.default : options[0] });
            }}
          />
        </Labelled>
      )}
      {isNumber && (
        <>
          <Unit id={id} unit={spec.unit} onChange={(unit) => change({ ...spec, unit })} />
          {bound('min')}
          {bound('max')}
        </>
      )}
      <Labelled words={t('declare.default')}>
        {spec.kind === 'boolean' && !Array.isArray(spec.default) ? (
          <Select
            label={t('declare.default.of', { id })}
            value={String(spec.default)}
            choices={(['true', 'false'] as const).map((value) => ({ value, label: t(`declare.${value}`) }))}
            onChange={(value) => change({ ...spec, default: value === 'true' })}
          />
        ) : (
          <TextField
            label={t('declare.default.of', { id })}
            value={defaultText(spec)}
            onCommit={(text) => {
              const value = readDefault(spec, text);
              if (value === undefined) say(t('declare.notNumber', { text }));
              else change({ ...spec, default: value });
            }}
          />
        )}
      </Labelled>
    </Frame>
  );
}

const Unit = ({ id, unit, onChange }: { id: string; unit: string | undefined; onChange: (unit: string | undefined) => void }) => (
  <Labelled words={t('declare.unit')}>
    <TextField
      label={t('declare.unit.of', { id })}
      value={unit ?? ''}
      maxLength={40}
      onCommit={(text) => onChange(text.trim() === '' ? undefined : text.trim())}
    />
  </Labelled>
);

function KpiFields({ project, id, onId, spec }: FieldsProps<KpiSpec>) {
  const { said, say, change } = useChange(project, 'kpis', id);
  return (
    <Frame project={project} section="kpis" id={id} onId={onId} words={spec.label} said={said} say={say}>
      <Labelled words={t('declare.kind')}>
        <Select
          label={t('declare.kind.of', { id })}
          value={spec.kind}
          choices={(['number', 'decimal'] as const).map((value) => ({ value, label: t(`declare.kind.${value}`) }))}
          onChange={(kind) => change({ ...spec, kind })}
        />
      </Labelled>
      <Unit id={id} unit={spec.unit} onChange={(unit) => change({ ...spec, unit })} />
      <Labelled words={t('declare.better')}>
        <Select
          label={t('declare.better.of', { id })}
          value={spec.better ?? 'neither'}
          choices={(['neither', 'lower', 'higher'] as const).map((value) => ({ value, label: t(`declare.better.${value}`) }))}
          onChange={(better) => change({ ...spec, better: better === 'neither' ? undefined : better })}
        />
      </Labelled>
    </Frame>
  );
}

function ScenarioFields({ project, id, onId, spec }: FieldsProps<ScenarioSpec>) {
  const { said, say, change } = useChange(project, 'scenarios', id);
  const whole = (name: 'ticks' | 'seed', min: number) => (
    <Labelled words={t(`declare.${name}`)}>
      <NumberField
        integer
        label={t(`declare.${name}.of`, { id })}
        value={spec[name]}
        min={min}
        max={name === 'ticks' ? 10_000_000 : 4_294_967_295}
        explain={numberProblem}
        onChange={(value, phase) => phase === 'done' && change({ ...spec, [name]: value })}
      />
    </Labelled>
  );
  return (
    <Frame project={project} section="scenarios" id={id} onId={onId} words={spec.name} said={said} say={say}>
      {whole('ticks', 1)}
      {whole('seed', 0)}
    </Frame>
  );
}
