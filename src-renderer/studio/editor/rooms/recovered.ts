import { type AnyDocument, levelSchema, materialise, materialiseProject, readScript } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { prettyJson } from '../../../../engine/model/canonical.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';

/** A document as the text of the file it stands for. */
export function recoveredText(document: AnyDocument, types: readonly ComponentType[]): string {
  switch (document.kind) {
    case 'script':
      return readScript(document);
    case 'project':
      return prettyJson(materialiseProject(document).project as unknown as Json);
    case 'level':
      return prettyJson(materialise(document, levelSchema(types)).level as unknown as Json);
  }
}
