import * as Y from 'yjs';
import { EditOrigin, openLevelDocument, openProjectDocument, seedFrom, seedProject } from '../../../../engine/document/index.ts';
import { ProjectFile } from '../../../../engine/model/project.ts';
import type { OpenProject, ProjectHandle } from '../../../../src-main/contract/index.ts';
import { createCell } from '../../../../src-renderer/studio/editor/index.ts';
import { pagePorts } from '../../../../src-renderer/studio/host/page-ports.ts';
import { createStudio } from '../../../../src-renderer/studio/index.tsx';
import { createMemoryHost } from '../../../../src-renderer/studio/testing/memory-bridge.ts';
import { benchLevel } from './level.ts';
import { localRooms } from './rooms.ts';

export const handle = 'project-bench' as ProjectHandle;

const opened: OpenProject = {
  handle,
  id: 'bench',
  name: 'Bench',
  restricted: false,
  levels: [{ path: 'levels/yard.json', id: 'yard', name: 'Yard', room: 'bench/level/yard' }],
  scripts: [],
  projectRoom: 'bench/project',
  problems: [],
};
const project = ProjectFile.parse({ format: 1, id: 'bench', name: 'Bench', levels: ['levels/yard.json'] });

/** The editor as in the product, on rooms that hold a level of this many entities. Nothing of the level is read yet. */
export function openBenchEditor(entities: number, engineUrl: string): ReturnType<typeof createStudio> {
  const origin = new EditOrigin('bench');
  const level = openLevelDocument();
  seedFrom(level, benchLevel(entities), origin);
  const whole = openProjectDocument();
  seedProject(whole, project, origin);
  const sent = new Map([
    ['bench/level/yard', Y.encodeStateAsUpdate(level.doc)],
    ['bench/project', Y.encodeStateAsUpdate(whole.doc)],
  ]);
  level.doc.destroy();
  const { bridge } = createMemoryHost({ templates: {}, engineUrl, answers: { 'project.open': () => opened } });
  return createStudio({
    ...pagePorts({ bridge, signedOut: createCell(false) }, window),
    rooms: () => localRooms((room) => sent.get(room)),
  });
}
