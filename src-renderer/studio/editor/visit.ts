/** Where this window is: after a reload it is there again. */
import { z } from 'zod';
import { ProjectHandle } from '../../../src-main/contract/index.ts';
import type { Keepsakes } from './host/ports.ts';

const Visit = z.object({ project: ProjectHandle, level: z.string() });
type Visit = z.infer<typeof Visit>;

const key = 'at';

export const visitOf = (visit: Keepsakes): Visit | undefined => Visit.safeParse(visit.read(key)).data;

export const noteVisit = (visit: Keepsakes, at: Visit | undefined): void => visit.write(key, at ?? null);
