const languages: Readonly<Record<string, string>> = { ts: 'typescript', js: 'javascript', lua: 'lua', py: 'python' };

/** As Monaco calls the language of a script. */
export const languageOf = (path: string): string => languages[path.slice(path.lastIndexOf('.') + 1)] ?? 'plaintext';
