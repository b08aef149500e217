import type { Editor } from '../editor/index.ts';

/** What the level calls the seat with this stage; the stage itself where there is none any more. */
export function stageName({ level }: Editor, stage: string): string {
  const entities = Object.values(level.get()?.level.get().entities ?? {});
  return entities.find(({ components }) => components['Seat']?.['stage'] === stage)?.name ?? stage;
}

export const stageNames = (editor: Editor, stages: readonly string[]): string => stages.map((stage) => stageName(editor, stage)).join(', ');
