import { readFileSync } from 'node:fs';
import { textOfJson, type Json, type JsonObject } from '../../json.ts';
import type { Provisioner } from '../provisioner.ts';
import { optionalText, textOf, type ResourceType } from '../resource.ts';

/** The definition's text with its substitutions made: `${Name}` for names that are given. */
function definitionOf(properties: JsonObject, { assets }: Provisioner): string {
  const text = definitionText(properties, assets);
  const substitutions = (properties['DefinitionSubstitutions'] ?? {}) as Record<string, Json>;
  return text.replace(/\$\{(\w+)\}/g, (all, name: string) => {
    if (!Object.hasOwn(substitutions, name)) return all;
    return JSON.stringify(textOfJson(substitutions[name])).slice(1, -1);
  });
}

function definitionText(properties: JsonObject, assets: Provisioner['assets']): string {
  if (properties['Definition'] !== undefined) return JSON.stringify(properties['Definition']);
  if (properties['DefinitionString'] !== undefined) return textOf(properties, 'DefinitionString');
  const key = (properties['DefinitionS3Location'] as { Key?: string } | undefined)?.Key ?? '';
  const file = assets.find(key);
  if (file === undefined) throw new Error(`its definition ${key || '(none)'} is not in the asset manifest beside the template`);
  return readFileSync(file, 'utf8');
}

const machine: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const row = provisioner.sfn.machines.put({
      name: optionalText(properties, 'StateMachineName') ?? name(80),
      type: optionalText(properties, 'StateMachineType') === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
      roleArn: textOf(properties, 'RoleArn'),
      definition: definitionOf(properties, provisioner),
      logging: properties['LoggingConfiguration'],
    });
    return { ref: row.arn, attributes: { Arn: row.arn, Name: row.name, StateMachineRevisionId: row.revision } };
  },
  remove: ({ ref }, { sfn }) => sfn.machines.delete(ref),
};

export const statesTypes: Readonly<Record<string, ResourceType>> = { 'AWS::StepFunctions::StateMachine': machine };
