import '../../ui/tokens.css';
import '../../ui/base.css';
import type { ReactNode } from 'react';
import { render } from 'vitest-browser-react';
import { TooltipProvider } from '../../ui/index.ts';
import { EditorProvider } from '../react.ts';
import { createTestStudio, type TestEditor } from './test-editor.ts';

/** A panel in a real browser around a headless editor with the toy project. */
export async function renderWith(
  content: ReactNode,
  options: Parameters<typeof createTestStudio>[0] = {},
  role?: 'viewer',
): Promise<{ editor: TestEditor; studio: ReturnType<typeof createTestStudio> }> {
  const studio = createTestStudio(options);
  const editor = await studio.join('Ada', role);
  await editor.openProject('project-supply-chain' as never, 'Toy');
  await render(
    <EditorProvider value={editor}>
      <TooltipProvider>
        <div style={{ position: 'relative', display: 'flex', flexDirection: 'column', width: 420, height: 560 }}>{content}</div>
      </TooltipProvider>
    </EditorProvider>,
  );
  return { editor, studio };
}
