/** The one place that knows the docking library. */
import { Actions, I18nLabel, I18nLabelDefaults, type IJsonModel, Layout, Model, type TabNode, TabSetNode } from 'flexlayout-react';
import 'flexlayout-react/style/aria.css';
import './dock.css';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Icon } from '../../../ui/index.ts';
import type { Editor } from '../../editor/index.ts';
import type { Preset } from '../../editor/preferences.ts';
import { type PlainKey, t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { nextPanel, previousPanel, resetLayout } from '../actions.ts';
import type { PanelDefinition } from '../panel.ts';
import { fits, narrowLayout, presetLayout } from './layouts.ts';
import { PanelFrame } from './panel-frame.tsx';
import { goToPanel, walkByKeys } from './walk.ts';

/** What the library says by itself, in the person's language; the rest of its words nobody meets. */
const words: Readonly<Record<string, PlainKey>> = {
  [I18nLabel.Restore]: 'dock.restore',
  [I18nLabel.Splitter]: 'dock.resize',
  [I18nLabel.Overflow_Menu_Tooltip]: 'dock.hidden',
};
const wordOf = (text: string, set: string): string => {
  const key = words[text];
  if (text === I18nLabel.Maximize) return t('dock.maximize', { panel: set });
  // The names of panels come through here too; they are said already.
  return key === undefined ? (I18nLabelDefaults[text] ?? text) : t(key);
};

const keyOf = (preset: Preset): string => `layout/${preset}`;

/** The panels of the window as the person has arranged them, one arrangement per preset. */
export function Dock({ panels }: { panels: readonly PanelDefinition[] }) {
  const editor = useEditor();
  const preset = useCell(editor.preferences.preset);
  const [resets, setResets] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  const room = useRoom(place);
  useEffect(
    () =>
      editor.reveal.subscribe(() => {
        const wanted = editor.reveal.get();
        if (wanted !== resetLayout && wanted !== nextPanel && wanted !== previousPanel) return;
        editor.reveal.set(undefined);
        if (wanted === resetLayout) {
          editor.ports.keepsakes.write(keyOf(preset), null);
          setResets((count) => count + 1);
        } else if (place.current) goToPanel(place.current, wanted === nextPanel ? 1 : -1);
      }),
    [editor, preset],
  );
  useEffect(() => (place.current ? walkByKeys(place.current) : undefined), []);
  return (
    <div ref={place} className="dock">
      {room && <Docked key={`${preset}/${room}/${resets}`} preset={preset} narrow={room === 'narrow'} panels={panels} />}
    </div>
  );
}

/** Below this, in pixels of text at its usual size, panels beside each other are of no use. */
const leastRoom = { width: 720, height: 330 };

/** Whether panels have room beside each other; undefined before it is known. */
function useRoom(place: RefObject<HTMLElement | null>): 'narrow' | 'wide' | undefined {
  const { textSize, zoom } = useEditor().preferences;
  const scale = (useCell(textSize) * useCell(zoom)) / 10_000;
  const [room, setRoom] = useState<'narrow' | 'wide'>();
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const measure = (): void => {
      const isNarrow = element.clientWidth < leastRoom.width * scale || element.clientHeight < leastRoom.height * scale;
      setRoom(isNarrow ? 'narrow' : 'wide');
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [place, scale]);
  return room;
}

/** @param narrow one set of tabs, which is nobody's arrangement and not kept */
function Docked({ preset, narrow, panels }: { preset: Preset; narrow: boolean; panels: readonly PanelDefinition[] }) {
  const editor = useEditor();
  const [model] = useState(() => openModel(editor, preset, narrow, panels));
  const byId = useMemo(() => new Map(panels.map((panel) => [panel.id, panel])), [panels]);
  /** What is in front in the set of tabs that is drawn: its buttons are named by it. */
  const front = useRef('');
  const box = useRef<HTMLDivElement>(null);
  const measureTabs = useTabRoom(box);

  useEffect(() => {
    const show = (): void => {
      const id = editor.reveal.get();
      if (id === undefined || !byId.has(id)) return;
      editor.reveal.set(undefined);
      // What is wanted may stand behind what takes the whole window.
      const whole = model.getMaximizedTabset();
      if (whole && model.getNodeById(id)?.getParent() !== whole) model.doAction(Actions.maximizeToggle(whole.getId()));
      model.doAction(Actions.selectTab(id));
    };
    show();
    return editor.reveal.subscribe(show);
  }, [editor, model, byId]);

  return (
    <div ref={box} className="dock-box">
      <Layout
        model={model}
        factory={(node: TabNode) => {
          const panel = byId.get(node.getComponent() ?? '');
          return panel && <PanelFrame panel={panel} />;
        }}
        onRenderTab={(node, values) => {
          const panel = byId.get(node.getComponent() ?? '');
          if (!panel) return;
          values.leading = <Icon name={panel.icon} size={13} />;
          const { Mark } = panel;
          values.content = (
            <>
              {t(panel.title as PlainKey)}
              {Mark && <Mark />}
            </>
          );
        }}
        onRenderTabSet={(node) => {
          const panel = node instanceof TabSetNode ? byId.get(node.getSelectedNode()?.getId() ?? '') : undefined;
          front.current = panel ? t(panel.title as PlainKey) : '';
        }}
        onModelChange={(changed, { type }) => {
          if (type === Actions.ADJUST_WEIGHTS) measureTabs();
          if (!narrow) editor.ports.keepsakes.write(keyOf(preset), changed.toJson());
        }}
        invalidateTabContentOnParentRender={false}
        realtimeResize
        i18nTranslator={(text) => wordOf(text, front.current)}
      />
    </div>
  );
}

/**
 * The button that opens hidden tabs takes room of its own, so the library keeps it where all tabs would fit without it. Whenever there may be
 * more room than before, it is measured as if that button took none.
 * @returns to be called when a set of tabs has another size
 */
function useTabRoom(box: RefObject<HTMLElement | null>): () => void {
  const measured = useRef<() => void>(() => {});
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    measured.current = () => {
      element.setAttribute('data-measures', '');
      clearTimeout(timer);
      // The library notes what is hidden a tenth of a second after it has seen a change.
      timer = setTimeout(() => element.removeAttribute('data-measures'), 250);
    };
    const observer = new ResizeObserver(() => measured.current());
    observer.observe(element);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [box]);
  return () => measured.current();
}

function openModel({ ports }: Editor, preset: Preset, narrow: boolean, panels: readonly PanelDefinition[]): Model {
  const names = new Map(panels.map(({ id, title }) => [id, t(title as PlainKey)]));
  const named = (json: IJsonModel): Model => {
    const model = Model.fromJson(json);
    model.visitNodes((node) => {
      const name = names.get(node.getId());
      if (node.getType() === 'tab' && name !== undefined && (node as TabNode).getName() !== name)
        model.doAction(Actions.renameTab(node.getId(), name));
    });
    return model;
  };
  if (narrow) return named(narrowLayout(preset, panels));
  const stored = ports.keepsakes.read(keyOf(preset));
  if (fits(stored, panels)) {
    try {
      return named(stored);
    } catch {
      // A layout of another version of the library: the preset stands in for it.
    }
  }
  return named(presetLayout(preset, panels));
}
