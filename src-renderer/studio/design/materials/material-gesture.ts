import { setProject } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { Editor, ProjectSession } from '../../editor/index.ts';
import { changesOf } from './actions.ts';

/** Values of a material under a person's hand: seen here at once, in the document at most four times a second. One step. */
export interface MaterialGesture {
  set(values: Readonly<Record<string, Json>>): void;
  end(): void;
}

/** Milliseconds between two writes. */
const writeEvery = 250;

export function holdMaterial({ history, ports }: Editor, project: ProjectSession, material: string, label: string): MaterialGesture {
  const gesture = history.begin(label);
  let pending: Readonly<Record<string, Json>> = {};
  let cancelWrite: (() => void) | undefined;
  let over = false;
  const write = (): void => {
    cancelWrite = undefined;
    if (Object.keys(pending).length > 0 && project.file.get().materials[material])
      setProject(project.document, changesOf(material, pending), gesture.origin);
    pending = {};
  };
  return {
    set(values) {
      if (over) return;
      pending = { ...pending, ...values };
      const held = project.heldMaterials.get();
      project.heldMaterials.set({ ...held, [material]: { ...held[material], ...values } });
      cancelWrite ??= ports.clock.after(writeEvery, write);
    },
    end() {
      if (over) return;
      over = true;
      cancelWrite?.();
      write();
      gesture.end();
      const { [material]: _, ...others } = project.heldMaterials.get();
      project.heldMaterials.set(others);
    },
  };
}
