import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '../../../contract/error.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { prettyJson } from '../../../../engine/model/canonical.ts';
import { parseJson } from '../../../../engine/model/json.ts';
import { parametersFromJsonSchema, parametersToJsonSchema } from '../../../../engine/model/parameter-schema.ts';
import { ProjectFile } from '../../../../engine/model/project.ts';
import { writeAtomically } from '../../../services/project-folder/write.ts';
import { type CliCommand, exit, printLines, readArgs, usageError } from '../command.ts';

const read = (path: string): Json => {
  const parsed = parseJson(readFileSync(path, 'utf8'));
  if (parsed.ok) return parsed.value;
  throw new LedgerError({
    code: 'broken-json',
    message: `${path} is not JSON at line ${parsed.line}, column ${parsed.column}: ${parsed.message}`,
    hint: 'Correct it and try again.',
  });
};

export const command: CliCommand = {
  summary: 'The parameters of a project as JSON Schema, or taken from one: the form of an analyst.',
  usage: `lq parameters <folder> [options]

  --from <schema.json>   the properties of this schema become the parameters, in ledgerquest.json
  --json                 prints the schema on one line; with --from {dir, parameters}

What of a schema has a form: docs/formats/project.md. Parameters that the schema does not name go.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, { from: { type: 'string' }, json: { type: 'boolean' } });
    const [dir] = positionals;
    if (dir === undefined || positionals.length > 1) throw usageError('lq parameters needs the folder of one project.');
    const file = join(dir, 'ledgerquest.json');
    if (!existsSync(file))
      throw new LedgerError({ code: 'not-a-project', message: `${dir} has no ledgerquest.json.`, hint: 'Name the folder of a project.' });
    const project = ProjectFile.safeParse(read(file));
    if (!project.success)
      throw new LedgerError({ code: 'broken-project', message: `${file} is not in order.`, hint: `See what is wrong: lq validate ${dir}` });
    if (values.from === undefined) {
      const schema = parametersToJsonSchema(project.data.parameters);
      if (values.json) io.out(JSON.stringify(schema));
      else printLines(prettyJson(schema).trimEnd(), (line) => io.out(line));
      return exit.ok;
    }
    if (!existsSync(values.from)) throw usageError(`There is no file ${values.from}.`, 'Name the file of a schema.');
    const parameters = parametersFromJsonSchema(read(values.from));
    await writeAtomically(file, prettyJson({ ...(read(file) as Record<string, Json>), parameters: parameters as unknown as Json }));
    const names = Object.keys(parameters);
    if (values.json) io.out(JSON.stringify({ dir, parameters: names }));
    else io.out(`${dir} has the parameters ${names.join(', ') || 'of an empty form: none'}. Check its scenarios: lq validate ${dir}`);
    return exit.ok;
  },
};
