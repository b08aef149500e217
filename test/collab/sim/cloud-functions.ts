/** Functions of the cloud as they run: each environment does one thing at a time, waits wherever it asks for something, and may die there. */
import type { Harm, Moment } from './schedule.ts';
import type { Pass } from './cloud-store.ts';
import { settled } from './settled.ts';

interface Step {
  environment: Environment;
  moment: Moment;
  carryOut: () => Promise<unknown>;
  done: (result: unknown) => void;
  failed: (error: unknown) => void;
}

class Injected extends Error {}

export interface Environment {
  readonly pass: Pass;
}

/** What becomes of something that was begun. */
interface Ends<T> {
  done: (result: T) => void;
  /** `isOwn`: the error is not one that the schedule put there. */
  failed: (error: unknown, isOwn: boolean) => void;
  died: () => void;
}

export class Functions {
  readonly #onDeath: (moment: string) => void;
  /** Called when something was carried out. */
  readonly #onStored: () => Promise<void>;
  readonly #running = new Map<Environment, () => void>();
  #steps: Step[] = [];
  readonly #armed: { at: Moment; how: Harm }[] = [];

  constructor(onDeath: (moment: string) => void, onStored: () => Promise<void>) {
    this.#onDeath = onDeath;
    this.#onStored = onStored;
  }

  get isQuiet(): boolean {
    return this.#running.size === 0;
  }

  environment(): Environment {
    const environment: Environment = {
      pass: (moment, carryOut) =>
        new Promise((done, failed) => {
          // Who is dead waits for ever.
          if (this.#running.has(environment)) this.#steps.push({ environment, moment, carryOut, done: done as Step['done'], failed });
        }),
    };
    return environment;
  }

  /** Begins something in an environment that does nothing else. */
  run<T>(environment: Environment, work: () => Promise<T>, { done, failed, died }: Ends<T>): void {
    const end = (): boolean => this.#running.delete(environment);
    this.#running.set(environment, died);
    void (async () => {
      try {
        const result = await work();
        if (end()) done(result);
      } catch (error) {
        if (end()) failed(error, !(error instanceof Injected));
      }
    })();
  }

  /** Carries out so many steps, the oldest first. */
  async carryOut(count: number): Promise<void> {
    for (let at = 0; at < count && this.#steps.length > 0; at += 1) await this.#do(this.#steps.shift()!);
  }

  /** Carries out steps out of turn. */
  async pick(which: readonly number[]): Promise<boolean> {
    let done = false;
    for (const at of which) {
      const step = this.#take(at);
      if (!step) break;
      await this.#do(step);
      done = true;
    }
    return done;
  }

  /** Whoever comes to this moment next comes to harm. */
  arm(at: Moment, how: Harm): void {
    this.#armed.push({ at, how });
  }

  /** All die; the first `kept` of what they wait for are carried out all the same. */
  async killAll(kept: number): Promise<void> {
    const steps = this.#steps;
    for (const { moment } of steps) this.#onDeath(`all ${moment}`);
    const environments = Array.from(this.#running.keys());
    for (const environment of environments) this.#kill(environment);
    for (const { carryOut } of steps.slice(0, kept)) await carryOut().catch(() => {});
    await settled();
    await this.#onStored();
  }

  #take(which: number): Step | undefined {
    return this.#steps.splice(which % Math.max(1, this.#steps.length), 1)[0];
  }

  #kill(environment: Environment): void {
    const died = this.#running.get(environment);
    this.#running.delete(environment);
    this.#steps = this.#steps.filter((step) => step.environment !== environment);
    died?.();
  }

  async #do(step: Step): Promise<void> {
    const { environment, moment, carryOut, done, failed } = step;
    const armed = this.#armed.findIndex(({ at }) => at === moment);
    const how = armed < 0 ? undefined : this.#armed.splice(armed, 1)[0]!.how;
    if (how !== undefined) this.#onDeath(`${how} ${moment}`);
    if (how !== undefined && how !== 'before') await carryOut().catch(() => {});
    if (how === 'before' || how === 'after') this.#kill(environment);
    else if (how === 'fails') failed(new Injected(`Nothing was heard of: ${moment}.`));
    else {
      try {
        done(await carryOut());
      } catch (error) {
        failed(error);
      }
    }
    await settled();
    await this.#onStored();
  }
}
