/** Fields as a form asks for them: by their `order`, those without one after them as they stand. */
export function fieldsInOrder<S extends { readonly order?: number | undefined }>(fields: Readonly<Record<string, S>>): [string, S][] {
  return Object.entries(fields).sort(([, { order: a = Infinity }], [, { order: b = Infinity }]) => (a === b ? 0 : a - b));
}
