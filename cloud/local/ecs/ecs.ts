import type { LocalContext } from '../storage/index.ts';
import type { LocalService } from '../wire/service.ts';
import { createEcsStore, type EcsStore } from './definitions.ts';
import { createEcsService } from './service.ts';
import { createTasks, type TaskOptions } from './tasks.ts';

/** Containers of one embedded cloud. */
export interface Ecs {
  readonly services: readonly LocalService[];
  readonly store: EcsStore;
  /** Marks what a restart ended. */
  readonly resume: () => void;
  readonly close: () => void;
}

export function createEcs(context: LocalContext, options: Omit<TaskOptions, 'context' | 'store'>): Ecs {
  const store = createEcsStore(context.database, context);
  const tasks = createTasks({ ...options, context, store });
  return {
    services: [createEcsService(store, tasks)],
    store,
    resume: () => void store.stopLost(context.host.clock.now()),
    close: tasks.close,
  };
}
