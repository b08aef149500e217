import type { Container } from '../../ecs/index.ts';
import { textOfJson, type JsonObject } from '../../json.ts';
import { numberOf, objectsOf, optionalText, textOf, type ResourceType } from '../resource.ts';

const cluster: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const { store } = provisioner.ecs;
    const clusterName = optionalText(properties, 'ClusterName') ?? name(255);
    store.putCluster(clusterName);
    return { ref: clusterName, attributes: { Arn: store.clusterArn(clusterName) } };
  },
};

function containerOf(definition: JsonObject): Container {
  const environment = objectsOf(definition, 'Environment').map(({ Name, Value }) => [textOfJson(Name), textOfJson(Value)] as const);
  const volumes = objectsOf(definition, 'MountPoints').map(({ SourceVolume }) => textOfJson(SourceVolume));
  return {
    name: textOf(definition, 'Name'),
    essential: definition['Essential'] !== false && definition['Essential'] !== 'false',
    command: (definition['Command'] ?? []) as string[],
    environment: Object.fromEntries(environment),
    labels: (definition['DockerLabels'] ?? {}) as Record<string, string>,
    stopTimeout: numberOf(definition, 'StopTimeout', 30),
    ...(volumes.length > 0 && { volumes }),
  };
}

const taskDefinition: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const taskRoleArn = optionalText(properties, 'TaskRoleArn');
    const definition = provisioner.ecs.store.register({
      family: optionalText(properties, 'Family') ?? name(255),
      containers: objectsOf(properties, 'ContainerDefinitions').map(containerOf),
      ...(taskRoleArn !== undefined && { taskRoleArn }),
    });
    return { ref: definition.arn, attributes: { TaskDefinitionArn: definition.arn } };
  },
};

export const ecsTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::ECS::Cluster': cluster,
  'AWS::ECS::TaskDefinition': taskDefinition,
};
