import type { Editor } from '../editor/index.ts';

/** What the level calls the seat with this stage, which players may write in any case; the stage itself where there is none any more. */
export function stageName({ level }: Editor, stage: string): string {
  const entities = Object.values(level.get()?.level.get().entities ?? {});
  const named = stage.toLowerCase();
  const isIt = (written: unknown): boolean => typeof written === 'string' && written.toLowerCase() === named;
  return entities.find(({ components }) => isIt(components['Seat']?.['stage']))?.name ?? stage;
}

export const stageNames = (editor: Editor, stages: readonly string[]): string => stages.map((stage) => stageName(editor, stage)).join(', ');
