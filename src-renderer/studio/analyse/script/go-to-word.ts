/** F12 and Ctrl-click in a script: to where the script gives a name its meaning, or to what the name stands for in Studio. */
import { meaningOf, type Meaning } from '../../../../engine/rules/scripting/authoring/index.ts';
import type { Editor } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { monaco } from './monaco.ts';
import { declarationOf, showWord } from './show-word.ts';
import { dialectOfModel, knownWords, rangeOf } from './word-help.ts';

const scheme = 'ledgerquest';
/** A table may be a megabyte: its beginning tells enough. */
const most = 4000;

const cut = (text: string): string => (text.length > most ? `${text.slice(0, most)}\n…` : text);

/** Answers for the script that one code editor shows. */
export function keepGoTo(editor: Editor, code: monaco.editor.IStandaloneCodeEditor): () => void {
  const model = code.getModel();
  if (!model) return () => {};
  const dialect = dialectOfModel(model);
  if (!dialect) return () => {};
  /** Texts that show how a word is declared, for a look at it and while Ctrl is held over it. */
  const declared = new Map<string, { text: monaco.editor.ITextModel; meaning: Meaning }>();

  const foundAt = (position: monaco.IPosition) => meaningOf(model.getValue(), model.getOffsetAt(position), dialect, knownWords());
  const declare = (meaning: Meaning): monaco.Uri | undefined => {
    const found = declarationOf(editor, meaning);
    if (!found) return undefined;
    const uri = monaco.Uri.from({ scheme, path: `/${meaning.kind}/${meaning.name}` });
    const content = `${meaning.name} · ${found.file}\n${cut(JSON.stringify(found.value, undefined, 2))}\n`;
    const text = monaco.editor.getModel(uri) ?? monaco.editor.createModel(content, 'plaintext', uri);
    if (text.getValue() !== content) text.setValue(content);
    declared.set(uri.toString(), { text, meaning });
    return uri;
  };

  const definitions = monaco.languages.registerDefinitionProvider(model.getLanguageId(), {
    provideDefinition(of, position) {
      const found = of === model ? foundAt(position) : undefined;
      // The language service knows the script's own names.
      if (found?.definition) return dialect.language === 'javascript' ? null : { uri: model.uri, range: rangeOf(model, found.definition) };
      const uri = found?.meaning && declare(found.meaning);
      return uri ? { uri, range: new monaco.Range(1, 1, 1, 1) } : null;
    },
  });
  const opener = monaco.editor.registerEditorOpener({
    openCodeEditor(from, resource) {
      if (from !== code || resource.toString() === model.uri.toString()) return false;
      const position = code.getPosition();
      // Or the language service leads to the declarations, which are nothing that one edits.
      const meaning = declared.get(resource.toString())?.meaning ?? (position ? foundAt(position)?.meaning : undefined);
      if (meaning && showWord(editor, meaning)) return true;
      if (meaning?.kind === 'component' || meaning?.kind === 'field')
        editor.notices.say({
          tone: 'plain',
          title: t('script.nobodyHas', { name: meaning.kind === 'field' ? meaning.component : meaning.name }),
        });
      // Studio has no place for it: its declaration is shown beside the line.
      code.trigger(scheme, 'editor.action.peekDefinition', {});
      return true;
    },
  });
  return () => {
    definitions.dispose();
    opener.dispose();
    for (const { text } of declared.values()) text.dispose();
  };
}
