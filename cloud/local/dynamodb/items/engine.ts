import type { LocalContext } from '../../storage/context.ts';
import type { StreamLog } from '../streams/log.ts';
import type { Catalogue } from '../tables/catalogue.ts';
import type { ItemStore } from './store.ts';
import type { Writer } from './writer.ts';

/** The parts that item actions work with. */
export interface Engine {
  readonly context: LocalContext;
  readonly catalogue: Catalogue;
  readonly store: ItemStore;
  readonly writer: Writer;
  readonly log: StreamLog;
}
