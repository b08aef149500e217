import { type AnyDocument, readScript, toLevelFile, toProjectFile } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { prettyJson } from '../../../../engine/model/canonical.ts';

/** A document as the text of the file it stands for, with the values that do not fit: one of them may be what the author looks for. */
export function recoveredText(document: AnyDocument): string {
  switch (document.kind) {
    case 'script':
      return readScript(document);
    case 'project':
      return projectText(toProjectFile(document));
    case 'level':
      return prettyJson(toLevelFile(document) as unknown as Json);
  }
}

const projectText = ({ project, tables, behaviours }: ReturnType<typeof toProjectFile>): string =>
  prettyJson({
    ...project,
    ...(Object.keys(tables).length > 0 && { tables }),
    ...(Object.keys(behaviours).length > 0 && { behaviours }),
  } as Json);
