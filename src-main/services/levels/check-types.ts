import type { TypeScript } from 'monaco-editor/languages/features/typescript/lib/typescriptServices';
import type { ComponentType } from '../../../engine/model/component.ts';
import type { LevelPackage } from '../../../engine/model/package.ts';
import type { Problem } from '../../../engine/model/problem.ts';
import {
  explainTypeError,
  generateTypings,
  javascriptCompilerOptions,
  scriptCompilerOptions,
  scriptLib,
  type TypeDiagnostic,
  type TypingsInput,
} from '../../../engine/rules/scripting/typings/index.ts';

/** The language service that Studio's editor has, so that both say the same. 9 MB: loaded when a script is first checked. */
const loadTypeScript = async (): Promise<TypeScript> =>
  (await import('monaco-editor/languages/features/typescript/lib/typescriptServices')).typescript;

const lib = '/lib.d.ts';
const typings = '/level.d.ts';

/**
 * Where the TypeScript and JavaScript of a level does not fit it: a component, field, parameter or word that is not there, a value of the wrong
 * kind. Types are only erased, so none of it keeps a level from running: all are warnings, code `script-type`.
 */
export async function checkTypes({ level, files }: LevelPackage, types: readonly ComponentType[]): Promise<Problem[]> {
  const scripts = level.scripts.map(({ path }) => path).filter((path) => /\.[jt]s$/.test(path));
  if (scripts.length === 0) return [];
  const ts = await loadTypeScript();
  const words: TypingsInput = {
    components: Object.fromEntries(types.map((type) => [type.name, type])),
    commands: level.commands,
    parameters: level.parameters,
    kpis: level.kpis,
    prefabs: Object.keys(level.prefabs),
    tables: Object.keys(level.tables),
  };
  const sources = new Map(scripts.map((path) => [path, new TextDecoder().decode(files.get(path))]));
  const declared = { [lib]: scriptLib, [typings]: generateTypings(words) };
  return [...diagnose(ts, sources, declared)].map(({ path, ...diagnostic }) => {
    const source = sources.get(path) ?? '';
    const { message, hint } = explainTypeError(diagnostic, source, words);
    return { severity: 'warning' as const, code: 'script-type', message, hint, file: path, ...placeOf(source, diagnostic.start) };
  });
}

/** What the service has against each script; every one is a world of its own, so all of a language are read at once. */
function* diagnose(
  ts: TypeScript,
  sources: ReadonlyMap<string, string>,
  declared: Readonly<Record<string, string>>,
): Generator<TypeDiagnostic & { path: string }> {
  const texts = new Map([...Object.entries(declared), ...[...sources].map(([path, source]) => [`/${path}`, source] as const)]);
  const host = {
    getSourceFile: (name: string, target: unknown) => (texts.has(name) ? ts.createSourceFile(name, texts.get(name)!, target) : undefined),
    fileExists: (name: string) => texts.has(name),
    readFile: (name: string) => texts.get(name),
    getDefaultLibFileName: () => lib,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name: string) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
  };
  const languages = [
    ['.ts', scriptCompilerOptions],
    ['.js', javascriptCompilerOptions],
  ] as const;
  for (const [ending, options] of languages) {
    const paths = [...sources.keys()].filter((path) => path.endsWith(ending));
    if (paths.length === 0) continue;
    const program = ts.createProgram([...Object.keys(declared), ...paths.map((path) => `/${path}`)], options, host);
    for (const path of paths) {
      for (const { code, messageText, start = 0, length = 0 } of program.getSemanticDiagnostics(program.getSourceFile(`/${path}`))) {
        yield { path, code, message: ts.flattenDiagnosticMessageText(messageText, '\n'), start, length };
      }
    }
  }
}

function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const begin = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - begin + 1 };
}
