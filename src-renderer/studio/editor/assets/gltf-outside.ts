/** Looks for what in a glTF file reads beyond what the file holds: whoever draws it would read what is not there. */

/** Of all that Khronos' judge finds, only what cannot be read: a model that is merely untidy is drawn all the same. */
const readsOutside = [
  'ACCESSOR_INDEX_OOB',
  'ACCESSOR_JOINTS_INDEX_OOB',
  'ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE',
  'ACCESSOR_SPARSE_INDEX_OOB',
  'ACCESSOR_TOO_LONG',
  'BUFFER_VIEW_TOO_LONG',
  'UNRESOLVED_REFERENCE',
];

/** What reads outside, as a person finds it in the file, and how. */
export interface ReadOutside {
  place: string;
  detail: string;
}

/**
 * The first part of a file that reads what is not there; undefined where all of it is.
 * @param json what the file says
 * @param bytes the file: a GLB, or the JSON of a glTF in UTF-8 without a mark
 * @param find the bytes of a file that it refers to, by the name as it stands there
 */
export async function outsideOf(
  json: Readonly<Record<string, unknown>>,
  bytes: Uint8Array,
  find: (uri: string) => Uint8Array | undefined,
): Promise<ReadOutside | undefined> {
  const { validateBytes } = await import('gltf-validator');
  const { issues } = await validateBytes(bytes, {
    onlyIssues: readsOutside,
    maxIssues: 1,
    externalResourceFunction: async (uri) => find(uri) ?? Promise.reject(new Error(uri)),
  });
  const [first] = issues.messages;
  return first && { place: placeOf(json, first.pointer ?? ''), detail: first.message };
}

/** A place as people look for it: `accessor 1`, and of a mesh the accessor that it names, `accessor 2 (meshes/0/primitives/0/indices)`. */
function placeOf(json: unknown, pointer: string): string {
  const steps = pointer.split('/').slice(1);
  const [list, index] = steps;
  if (list === 'accessors') return `accessor ${index}`;
  if (list === 'bufferViews') return `bufferView ${index}`;
  const named = steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], json);
  return list === 'meshes' && typeof named === 'number' ? `accessor ${named} (${steps.join('/')})` : steps.join('/');
}
