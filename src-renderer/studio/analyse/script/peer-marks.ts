import { monaco } from './monaco.ts';
import type { PeerCaret } from './carets.ts';
import styles from './script.module.css';

type CodeEditor = monaco.editor.IStandaloneCodeEditor;

/** Draws other people's carets, with their names, and what they have selected. */
export function createPeerMarks(
  editor: CodeEditor,
  model: monaco.editor.ITextModel,
): { show(carets: readonly PeerCaret[]): void; dispose(): void } {
  const selections = editor.createDecorationsCollection();
  const flags = new Map<number, { widget: monaco.editor.IContentWidget; key: string }>();
  const sheet = new CSSStyleSheet();
  const coloured = new Set<string>();
  document.adoptedStyleSheets.push(sheet);

  const colourClass = (colour: string): string => {
    const name = `peer-${colour.slice(1)}`;
    if (!coloured.has(name)) sheet.insertRule(`.${name} { --peer: ${colour}; }`);
    coloured.add(name);
    return name;
  };
  const flagOf = ({ session, name, colour, head }: PeerCaret): monaco.editor.IContentWidget => {
    const node = document.createElement('div');
    node.className = `${styles['caret'] ?? ''} ${colourClass(colour)}`;
    const label = document.createElement('span');
    label.textContent = name;
    node.append(label);
    const position = model.getPositionAt(head);
    node.dataset['first'] = String(position.lineNumber === 1);
    return {
      getId: () => `peer-${session}`,
      getDomNode: () => node,
      getPosition: () => ({ position, preference: [monaco.editor.ContentWidgetPositionPreference.EXACT] }),
      allowEditorOverflow: false,
      suppressMouseDown: true,
    };
  };

  return {
    show(carets) {
      for (const [session, { widget }] of flags) {
        if (carets.some((caret) => caret.session === session)) continue;
        editor.removeContentWidget(widget);
        flags.delete(session);
      }
      for (const caret of carets) {
        const key = `${caret.head} ${caret.name} ${caret.colour}`;
        const known = flags.get(caret.session);
        if (known?.key === key) continue;
        if (known) editor.removeContentWidget(known.widget);
        const widget = flagOf(caret);
        flags.set(caret.session, { widget, key });
        editor.addContentWidget(widget);
      }
      selections.set(
        carets
          .filter(({ anchor, head }) => anchor !== head)
          .map(({ anchor, head, name, colour }) => ({
            range: monaco.Range.fromPositions(model.getPositionAt(Math.min(anchor, head)), model.getPositionAt(Math.max(anchor, head))),
            options: { className: `${styles['peerSelection'] ?? ''} ${colourClass(colour)}`, hoverMessage: { value: name } },
          })),
      );
    },
    dispose() {
      selections.clear();
      for (const { widget } of flags.values()) editor.removeContentWidget(widget);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    },
  };
}
