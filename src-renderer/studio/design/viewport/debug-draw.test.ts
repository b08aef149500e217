import { describe, expect, test } from 'vitest';
import type { LevelView } from '../../../view/index.ts';
import { createTestStudio } from '../../testing/test-editor.ts';
import { contactsAt, drawDebug } from './debug-draw.ts';

describe('contacts', () => {
  const told = (tick: number, type: string, entity: string, other: string | null) => ({
    tick,
    type,
    entity,
    payload: { other, sensor: false },
  });

  test('are the pairs that touch at the tick, each once, whoever told of them', () => {
    const events = [
      told(1, 'collision.begin', 'ball', 'floor'),
      told(1, 'collision.begin', 'floor', 'ball'),
      told(2, 'collision.begin', 'ball', 'wall'),
      told(2, 'spoken', 'ball', 'wall'),
      told(3, 'collision.end', 'ball', 'wall'),
      told(3, 'collision.begin', 'ball', null),
    ];
    expect(contactsAt(events, 0)).toEqual([]);
    expect(contactsAt(events, 2)).toEqual([
      ['ball', 'floor'],
      ['ball', 'wall'],
    ]);
    expect(contactsAt(events, 3)).toEqual([['ball', 'floor']]);
  });
});

test('what systems do is drawn of a run only, as far as it is asked for, and remembered', async () => {
  const kept: Record<string, unknown> = {};
  const editor = await createTestStudio({ kept }).join('Ada');
  await editor.openProject('project-supply-chain' as never, 'Toy');
  const drawn: (readonly string[] | undefined)[] = [];
  const stop = drawDebug(editor, { showDebug: (next: Parameters<LevelView['showDebug']>[0]) => void drawn.push(next?.kinds) });
  await editor.do(editor.actions.get('view.debug.paths')!);
  await editor.do(editor.actions.get('view.debug.triggers')!);
  expect(drawn).toEqual([]);
  expect(kept['viewport/debug']).toEqual(['paths', 'triggers']);
  await editor.preview.play();
  await editor.until(() => editor.preview.frame.get() !== undefined);
  expect(drawn.at(-1)).toEqual(['paths', 'triggers']);
  await editor.do(editor.actions.get('view.debug.paths')!);
  expect(drawn.at(-1)).toEqual(['triggers']);
  await editor.do(editor.actions.get('play.stop')!);
  await editor.until(() => editor.preview.frame.get() === undefined);
  expect(drawn.at(-1)).toBeUndefined();
  stop();
});
