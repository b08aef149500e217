/** The scripts of a level, loaded in its order. */
import { LedgerError } from '../../kernel/error.ts';
import type { LevelPackage } from '../../model/package.ts';
import type { ParamValue } from '../../model/project.ts';
import type { Registry } from '../../model/registry.ts';
import { scriptParameters, type ScriptHost, type ScriptInstance } from '../scripting/index.ts';

/** Throws LedgerError `script-load` with the place in the script; then none of them is left loaded. */
export function loadScripts(
  host: ScriptHost,
  { level, files }: LevelPackage,
  registry: Registry,
  { seed, parameters }: { seed: number; parameters: Readonly<Record<string, ParamValue>> },
): ScriptInstance[] {
  const decoder = new TextDecoder();
  const components = new Map(registry.types.map((type) => [type.name, type]));
  const context = { seed, params: scriptParameters(level.parameters, parameters), tables: level.tables, components };
  const instances: ScriptInstance[] = [];
  for (const { path, code } of level.scripts) {
    const loaded = host.load({ path, code: decoder.decode(files.get(code.path)!) }, context);
    if (loaded.ok) {
      instances.push(loaded.instance);
      continue;
    }
    for (const instance of instances) instance.dispose();
    const { message, file, line, column, hint } = loaded.fault;
    throw new LedgerError({
      code: 'script-load',
      message,
      hint,
      where: [file, line, column].filter((part) => part !== undefined).join(':'),
    });
  }
  return instances;
}
