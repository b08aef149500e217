import { useState } from 'react';
import { Button, TextField } from '../../ui/index.ts';
import { saveScenario } from '../editor/actions/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';

/** Gives what is turned a name: a scenario of the project, for everybody. */
export function SaveScenario() {
  const editor = useEditor();
  const { preview } = editor;
  const [naming, setNaming] = useState(false);
  // What the action's `when` looks at.
  useCell(preview.changed);
  useCell(preview.seed);
  useCell(preview.scenario);
  useCell(editor.canEdit);
  useMaybeCell(useCell(editor.project)?.file);
  if (!naming) {
    return (
      <Button icon="plus" disabled={!(saveScenario.when?.(editor) ?? true)} onClick={() => setNaming(true)}>
        {t('scenario.save')}
      </Button>
    );
  }
  return (
    <TextField
      ref={(input) => input?.focus()}
      label={t('scenario.name')}
      value=""
      maxLength={120}
      placeholder={t('scenario.name.hint')}
      onBlurCapture={() => setNaming(false)}
      onCommit={(name) => void editor.do(saveScenario, { name })}
    />
  );
}
