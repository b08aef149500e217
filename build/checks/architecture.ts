import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { onlyIn, type Room, rooms } from './rooms.ts';

export interface Violation {
  file: string;
  line: number;
  message: string;
}

export interface Import {
  specifier: string;
  line: number;
}

const sourceRoots = ['engine', 'src-main', 'src-renderer', 'cloud', 'clients', 'gpu-worker'];
const isSource = (file: string): boolean => /\.(ts|tsx|mts)$/.test(file) && !file.endsWith('.d.ts');
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file) || file.split('/').includes('testing');

function* walk(folder: string): Generator<string> {
  for (const name of readdirSync(folder).toSorted()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* walk(path);
    else if (isSource(name)) yield path;
  }
}

/** Every static, dynamic and re-exported import of a source text, types included: an arrow is an arrow. */
export function importsOf(file: string, source: string): Import[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length;
  const found: Import[] = [];
  for (const { moduleRequest } of module.staticImports) found.push({ specifier: moduleRequest.value, line: lineAt(moduleRequest.start) });
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries)
      if (moduleRequest) found.push({ specifier: moduleRequest.value, line: lineAt(moduleRequest.start) });
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    const literal = /^['"`]([^'"`$]+)['"`]$/.exec(text)?.[1];
    if (literal) found.push({ specifier: literal, line: lineAt(moduleRequest.start) });
  }
  return found;
}

const within = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`);

export function roomOf(file: string, table: readonly Room[] = rooms): Room | undefined {
  let best: Room | undefined;
  for (const room of table) if (within(file, room.path) && room.path.length > (best?.path.length ?? -1)) best = room;
  return best;
}

const packageAllowed = (specifier: string, allowed: readonly string[]): boolean =>
  allowed.some((name) =>
    name.endsWith('*') ? specifier.startsWith(name.slice(0, -1)) : specifier === name || specifier.startsWith(`${name}/`),
  );

/** What one import breaks, if anything. `file` is relative to the repository, with forward slashes. */
export function judge(file: string, { specifier, line }: Import, table: readonly Room[] = rooms): Violation[] {
  const room = roomOf(file, table);
  const clean = specifier.replace(/\?.*$/, '');
  if (!room) return [{ file, line, message: `${file} is in no room of build/checks/rooms.ts: give its folder one.` }];
  if (clean.startsWith('.')) {
    const target = posix.normalize(posix.join(dirname(file), clean));
    if (isTest(target)) return [{ file, line, message: `the product may not know its tests: ${target} (import '${specifier}')` }];
    if (/\.(css|json|wgsl|svg|png)$/.test(target) && !sourceRoots.some((root) => within(target, root))) return [];
    const targetRoom = roomOf(target, table);
    if (targetRoom === room || (targetRoom && room.knows.includes(targetRoom.path))) return [];
    return [{ file, line, message: `${room.path} may not know ${targetRoom?.path ?? target} (import '${specifier}')` }];
  }
  const broken: Violation[] = [];
  for (const rule of onlyIn) {
    if (rule.package.test(clean) && !rule.rooms.some((path) => within(room.path, path) || within(file, path))) {
      broken.push({ file, line, message: `${room.path} may not import '${clean}': ${rule.why}` });
    }
  }
  if (room.packages && !packageAllowed(clean, room.packages)) {
    broken.push({ file, line, message: `${room.path} may not import '${clean}': its packages are ${room.packages.join(', ') || 'none'}` });
  }
  if (room.path.startsWith('src-renderer') && clean.startsWith('node:'))
    broken.push({ file, line, message: `${room.path} runs in a browser: '${clean}' is Node's` });
  return broken;
}

/** Rooms, and rooms or packages that rooms are allowed, of which there is no folder: a rule about nothing looks like a rule. */
export const emptyRooms = (root: string, table: readonly Room[] = rooms): string[] =>
  [...new Set([...table.flatMap(({ path, knows }) => [path, ...knows]), ...onlyIn.flatMap((rule) => rule.rooms)])].filter(
    (path) => !existsSync(join(root, path)),
  );

/** Walks the whole tree. Refuses to pass on nothing: a tree without sources is itself a violation. */
export function checkArchitecture(root: string): { files: number; imports: number; violations: Violation[] } {
  let files = 0;
  let imports = 0;
  const violations: Violation[] = [];
  for (const folder of sourceRoots) {
    for (const path of walk(join(root, folder))) {
      const file = relative(root, path).replaceAll('\\', '/');
      if (isTest(file)) continue;
      files += 1;
      for (const found of importsOf(file, readFileSync(path, 'utf8'))) {
        imports += 1;
        violations.push(...judge(file, found));
      }
    }
  }
  for (const path of emptyRooms(root))
    violations.push({ file: 'build/checks/rooms.ts', line: 0, message: `there is no ${path}: a rule about nothing looks like a rule` });
  if (files === 0 || imports === 0) violations.push({ file: root, line: 0, message: 'nothing was checked: no source file was found' });
  return { files, imports, violations };
}

if (import.meta.main) {
  const { files, imports, violations } = checkArchitecture(process.cwd());
  for (const { file, line, message } of violations) console.error(`${file}:${line}  ${message}`);
  console.log(`architecture: ${files} files, ${imports} imports, ${violations.length} wrong arrows`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
