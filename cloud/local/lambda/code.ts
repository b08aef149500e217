import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AwsError } from '../wire/error.ts';

/** Where the code of functions and their versions lies: one folder per sha256, so that old versions keep theirs. */
export interface CodeStore {
  /** Takes a copy of a folder of code; returns its sha256. */
  readonly keepFolder: (folder: string) => string;
  /** Keeps inline code as the one file `index.js`. */
  readonly keepText: (source: string) => string;
  /** The file that a handler such as `index.handler` names. @throws AwsError `InvalidParameterValueException`. */
  readonly entry: (sha256: string, handler: string) => { file: string; exportName: string; folder: string };
}

const EXTENSIONS = ['.mjs', '.js', '.cjs'];

export function openCodeStore(root: string): CodeStore {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  /** Folders already kept, so that functions which share one are not read again. */
  const kept = new Map<string, string>();

  function keep(sha256: string, write: (folder: string) => void): string {
    const folder = path.join(root, sha256);
    if (existsSync(folder)) return sha256;
    const draft = `${folder}.draft`;
    rmSync(draft, { recursive: true, force: true });
    write(draft);
    renameSync(draft, folder);
    return sha256;
  }

  return {
    keepFolder(folder) {
      if (!existsSync(folder) || !statSync(folder).isDirectory())
        throw new AwsError(
          'InvalidParameterValueException',
          `The code ${folder} is not a folder on this machine. Synthesize the template again.`,
        );
      const sha256 = kept.get(folder) ?? hashFolder(folder);
      kept.set(folder, sha256);
      return keep(sha256, (draft) => cpSync(folder, draft, { recursive: true, dereference: true }));
    },
    keepText(source) {
      return keep(createHash('sha256').update(source).digest('hex'), (draft) => {
        mkdirSync(draft, { recursive: true });
        writeFileSync(path.join(draft, 'index.js'), source);
      });
    },
    entry(sha256, handler) {
      const folder = path.join(root, sha256);
      const dot = handler.lastIndexOf('.');
      const module = handler.slice(0, dot);
      const file = EXTENSIONS.map((extension) => path.join(folder, module + extension)).find((each) => existsSync(each));
      if (dot <= 0 || !file || !path.resolve(file).startsWith(path.resolve(folder) + path.sep)) {
        throw new AwsError(
          'InvalidParameterValueException',
          `The handler ${handler} names no module of the code (${EXTENSIONS.map((each) => module + each).join(', ')})`,
        );
      }
      return { file, exportName: handler.slice(dot + 1), folder };
    },
  };
}

/** sha256 over the sorted paths and contents of a folder. */
function hashFolder(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort((a, b) => (a < b ? -1 : 1));
  for (const file of files) {
    const bytes = readFileSync(path.join(folder, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
