import type { Operations, RingingAlarm, TenantVerdict } from '../../../src-main/contract/index.ts';
import { type Cell, createCell } from '../editor/cell.ts';
import type { Editor } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { type Asked, asking, known, refused } from './asked.ts';

export type Letter = Operations['letters'][number];
export const letterName = (tenant: string, { system, id }: Pick<Letter, 'system' | 'id'>): string => `${tenant}/${system}/${id}`;

/** How often the page reads again while it is looked at, ms. Alarms change by the minute. */
const every = 5_000;
const alarmsEvery = 30_000;

/** What the operator's page shows, read again while somebody looks. */
export interface OperationsWatch {
  readonly tenants: Cell<Asked<readonly Operations[]>>;
  /** The cloud's alarms that ring, the latest first; undefined for who does not operate all of its tenants. */
  readonly alarms: Cell<Asked<readonly RingingAlarm[] | undefined>>;
  /** By tenant. */
  readonly verdicts: Cell<Readonly<Record<string, TenantVerdict | 'verifying'>>>;
  /** Letters that were sent again and are not answered, by name. */
  readonly underWay: Cell<ReadonlySet<string>>;
  /** Begins to read. @returns how to stop */
  look(): () => void;
  verify(tenant: string): Promise<void>;
  redrive(tenant: string, letter: Letter): Promise<void>;
  refresh(): void;
}

function createOperationsWatch({ bridge, notices }: Pick<Editor, 'bridge' | 'notices'>): OperationsWatch {
  const tenants = createCell<Asked<readonly Operations[]>>(asking);
  const alarms = createCell<Asked<readonly RingingAlarm[] | undefined>>(asking);
  const verdicts = createCell<Readonly<Record<string, TenantVerdict | 'verifying'>>>({});
  const underWay = createCell<ReadonlySet<string>>(new Set());
  let reading = false;

  const read = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      tenants.set(known((await bridge.invoke('cloud.operations', {})).tenants));
    } catch (error) {
      tenants.set(refused(error));
    } finally {
      reading = false;
    }
  };

  const readAlarms = async (): Promise<void> => {
    try {
      alarms.set(known((await bridge.invoke('cloud.alarms', {})).ringing));
    } catch (error) {
      const why = refused(error);
      alarms.set(why.why.code === 'forbidden' ? known(undefined) : why);
    }
  };

  return {
    tenants,
    alarms,
    verdicts,
    underWay,
    look() {
      void read();
      void readAlarms();
      const timers = [setInterval(() => void read(), every), setInterval(() => void readAlarms(), alarmsEvery)];
      return () => timers.forEach((timer) => clearInterval(timer));
    },
    async verify(tenant) {
      verdicts.update((all) => ({ ...all, [tenant]: 'verifying' }));
      try {
        const verdict = await bridge.invoke('cloud.verifyTenant', { tenant });
        verdicts.update((all) => ({ ...all, [tenant]: verdict }));
      } catch (error) {
        verdicts.update((all) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== tenant)));
        notices.refuse(error);
      }
    },
    async redrive(tenant, letter) {
      const name = letterName(tenant, letter);
      const { about, system, id } = letter;
      underWay.update((all) => new Set([...all, name]));
      try {
        const { outcome, error } = await bridge.invoke('cloud.redrive', { tenant, system, id });
        if (outcome === 'done') notices.say({ tone: 'good', title: t('ops.redriven', { about }) });
        else if (outcome === 'failed') notices.say({ tone: 'bad', title: t('ops.redriveFailed', { about }), text: error ?? '' });
        else notices.say({ tone: 'plain', title: t('ops.redriveUnanswered', { about }) });
      } catch (error) {
        notices.refuse(error);
      }
      underWay.update((all) => new Set([...all].filter((each) => each !== name)));
      await read();
    },
    refresh: () => void read(),
  };
}

const made = new WeakMap<Editor, OperationsWatch>();

/** The operations of this window: what was verified stays known while another view is looked at. */
export function operationsOf(editor: Editor): OperationsWatch {
  const watch = made.get(editor) ?? createOperationsWatch(editor);
  made.set(editor, watch);
  return watch;
}
