import { t } from '../../../i18n/index.ts';
import { monaco } from '../monaco.ts';
import styles from './debug.module.css';

let count = 0;

/** Asks under a line for the condition of its breakpoint. Enter takes it, an empty one takes it away, Escape leaves it. */
export function askCondition(
  code: monaco.editor.IStandaloneCodeEditor,
  line: number,
  now: string | undefined,
  onDone: (condition: string) => void,
): () => void {
  count += 1;
  const id = `breakpoint-condition-${count}`;
  const node = document.createElement('div');
  const box = document.createElement('div');
  box.className = styles['when'] ?? '';
  const label = document.createElement('label');
  label.textContent = t('debug.when');
  label.htmlFor = id;
  const input = document.createElement('input');
  input.id = id;
  input.value = now ?? '';
  input.placeholder = t('debug.when.example');
  input.spellcheck = false;
  input.autocomplete = 'off';
  box.append(label, input);
  // The outer one is Monaco's to place.
  node.append(box);
  const widget: monaco.editor.IContentWidget = {
    getId: () => id,
    getDomNode: () => node,
    getPosition: () => ({
      position: { lineNumber: line, column: 1 },
      preference: [monaco.editor.ContentWidgetPositionPreference.BELOW, monaco.editor.ContentWidgetPositionPreference.ABOVE],
    }),
    allowEditorOverflow: true,
    suppressMouseDown: true,
  };
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    code.removeContentWidget(widget);
  };
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    const { value } = input;
    close();
    code.focus();
    if (event.key === 'Enter') onDone(value);
  });
  input.addEventListener('blur', close);
  code.addContentWidget(widget);
  // Monaco places it with its next picture; until then it cannot be focused.
  requestAnimationFrame(() => {
    input.focus();
    input.select();
  });
  return close;
}
