import type { Editor } from '../editor/index.ts';

/** What the level calls the seat with this stage, which players may write in any case; the stage itself where there is none any more. */
export function stageName({ level }: Editor, stage: string): string {
  const entities = Object.values(level.get()?.level.get().entities ?? {});
  const named = stage.toLowerCase();
  return entities.find(({ components }) => String(components['Seat']?.['stage']).toLowerCase() === named)?.name ?? stage;
}

export const stageNames = (editor: Editor, stages: readonly string[]): string => stages.map((stage) => stageName(editor, stage)).join(', ');
