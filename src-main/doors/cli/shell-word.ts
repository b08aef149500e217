/** A word as it is pasted into a shell: quoted where it would be taken for more than itself. */
export const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
