import { CloudHost } from './cloud-host.ts';
import type { TransportKind } from './host.ts';
import type { Schedule } from './schedule.ts';
import { SimServer } from './websocket-host.ts';

export const transports: Record<Schedule['transport'], TransportKind> = {
  websocket: { open: async (options) => new SimServer(options) },
  cloud: { open: (options) => CloudHost.open(options), patience: 20_000 },
};
