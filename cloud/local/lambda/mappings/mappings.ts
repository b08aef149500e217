import { compilePattern, type EventPattern } from '../../events/pattern.ts';
import type { Json } from '../../json.ts';
import { AwsError } from '../../wire/error.ts';
import type { LambdaStore } from '../store.ts';
import type { MappingConfig, MappingWorker } from './mapping.ts';
import { startQueueMapping, type QueueMappingOptions } from './queue.ts';
import { startStreamMapping, type StreamMappingOptions } from './stream.ts';

/** The event source mappings of this cloud. */
export interface Mappings {
  /** Makes or replaces a mapping; its place in a stream is kept. */
  readonly put: (config: MappingConfig) => void;
  readonly get: (id: string) => MappingConfig;
  readonly list: () => MappingConfig[];
  readonly delete: (id: string) => void;
  /** Begins to read for all enabled mappings. */
  readonly resume: () => void;
  readonly close: () => void;
}

type Options = Omit<StreamMappingOptions & QueueMappingOptions, 'passes'>;

export function createMappings(store: LambdaStore, options: Options): Mappings {
  const workers = new Map<string, MappingWorker>();
  let started = false;

  function start(config: MappingConfig): void {
    workers.get(config.id)?.close();
    workers.delete(config.id);
    if (!started || !config.enabled) return;
    const all = { ...options, passes: filterOf(config.filters) };
    workers.set(config.id, config.eventSourceArn.includes(':dynamodb:') ? startStreamMapping(config, all) : startQueueMapping(config, all));
  }

  function get(id: string): MappingConfig {
    const config = store.mapping<MappingConfig>(id);
    if (!config)
      throw new AwsError('ResourceNotFoundException', `The resource you requested does not exist: event source mapping ${id}`, 404);
    return config;
  }

  return {
    get,
    list: () => store.mappings<MappingConfig>(),
    put(config) {
      if (!/:(dynamodb|sqs):/.test(config.eventSourceArn))
        throw new AwsError('InvalidParameterValueException', `${config.eventSourceArn} is neither a DynamoDB stream nor a queue`);
      filterOf(config.filters);
      store.putMapping(config.id, config);
      start(config);
    },
    delete(id) {
      get(id);
      workers.get(id)?.close();
      workers.delete(id);
      store.deleteMapping(id);
    },
    resume() {
      started = true;
      for (const config of store.mappings<MappingConfig>()) start(config);
    },
    close() {
      started = false;
      for (const worker of workers.values()) worker.close();
      workers.clear();
    },
  };
}

function filterOf(filters: readonly string[]): EventPattern {
  if (filters.length === 0) return () => true;
  const patterns = filters.map((text) => {
    const compiled = compilePattern(JSON.parse(text) as Json);
    if (!compiled.ok) throw new AwsError('InvalidParameterValueException', `Invalid filter pattern ${text}: ${compiled.problem}`);
    return compiled.matches;
  });
  return (record) => patterns.some((matches) => matches(record));
}
