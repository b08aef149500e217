import type { TransformNode, Vector3 } from '../babylon.ts';
import { flagOf, type LevelState, numberOf, textOf, type Values } from '../level.ts';
import type { AssetSource } from '../models/source.ts';

/** What happened in a tick, as far as sounds are concerned. */
export interface Heard {
  type: string;
  /** Whom it is about; a sound is about its own entity, or about anybody's where none is named. */
  entity?: string | undefined;
}

interface Voice {
  from: AudioBufferSourceNode;
  gain: GainNode;
  panner: PannerNode | undefined;
  made: string;
}

/**
 * The Sound component, heard through Web Audio. A browser lets a page be heard when somebody has touched it: until the host has a context to
 * hand over, and while it is silent, nothing is read and nothing plays.
 */
export class Sounds {
  readonly #source: AssetSource | undefined;
  readonly #context: () => BaseAudioContext | undefined;
  /** What sounds as long as it is on, by entity. */
  readonly #voices = new Map<string, Voice>();
  /** What an event started and what has not come to its end. */
  readonly #once = new Set<{ voice: Voice; key: string }>();
  /** Decoded sounds by path and version; undefined while one is on its way, null for one that cannot be heard. */
  readonly #buffers = new Map<string, AudioBuffer | null | undefined>();
  /** Those that have come to their end since they were switched on. */
  readonly #ended = new Map<string, string>();
  #silent = true;
  #last: { level: LevelState; nodeOf: (key: string) => TransformNode | undefined } | undefined;

  /** @param context where to be heard; undefined as long as the page may not be */
  constructor(source: AssetSource | undefined, context: (() => BaseAudioContext | undefined) | undefined) {
    this.#source = source;
    this.#context = context ?? (() => undefined);
  }

  /** Nothing is heard, and what was begun is over. */
  set silent(silent: boolean) {
    if (silent === this.#silent) return;
    this.#silent = silent;
    if (silent) this.#stopAll();
    else this.#again();
  }

  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined): void {
    this.#last = { level, nodeOf };
    for (const [key, voice] of this.#voices) if (!level.component(key, 'Sound') || !nodeOf(key)) this.#stop(key, voice);
    const context = this.#silent ? undefined : this.#context();
    if (!context) return;
    for (const key of level.having('Sound')) {
      const sound = level.component(key, 'Sound');
      const node = sound && nodeOf(key);
      if (sound && node) this.#keep(context, key, sound, node);
    }
    for (const { voice, key } of this.#once) {
      const node = nodeOf(key);
      if (node) place(voice, node.getAbsolutePosition());
    }
  }

  /** Has those sound that wait for one of these events. */
  hear(events: readonly Heard[]): void {
    const context = this.#silent ? undefined : this.#context();
    if (!context || !this.#last || events.length === 0) return;
    const { level, nodeOf } = this.#last;
    for (const key of level.having('Sound')) {
      const sound = level.component(key, 'Sound');
      const event = textOf(sound?.['event'], '');
      const node = nodeOf(key);
      if (!sound || !node || event === '') continue;
      if (!events.some(({ type, entity }) => type === event && (entity === undefined || entity === key))) continue;
      const buffer = this.#buffer(context, textOf(sound['asset'], ''));
      if (!buffer) continue;
      const one = { voice: this.#start(context, buffer, sound, false, ''), key };
      place(one.voice, node.getAbsolutePosition());
      this.#once.add(one);
      one.voice.from.addEventListener('ended', () => this.#once.delete(one));
    }
  }

  /** Where the ears are. */
  listen(at: Vector3, ahead: Vector3, up: Vector3): void {
    const context = this.#silent ? undefined : this.#context();
    if (!context || (this.#voices.size === 0 && this.#once.size === 0)) return;
    const { listener } = context;
    [listener.positionX.value, listener.positionY.value, listener.positionZ.value] = [at.x, at.y, at.z];
    [listener.forwardX.value, listener.forwardY.value, listener.forwardZ.value] = [ahead.x, ahead.y, ahead.z];
    [listener.upX.value, listener.upY.value, listener.upZ.value] = [up.x, up.y, up.z];
  }

  dispose(): void {
    this.#silent = true;
    this.#stopAll();
    this.#last = undefined;
  }

  #again(): void {
    if (this.#last) this.sync(this.#last.level, this.#last.nodeOf);
  }

  #keep(context: BaseAudioContext, key: string, sound: Values, node: TransformNode): void {
    const path = textOf(sound['asset'], '');
    const isOn = path !== '' && flagOf(sound['playing'], true) && numberOf(sound['volume'], 1) > 0;
    const loop = flagOf(sound['loop'], false);
    const made = JSON.stringify([path, this.#source?.version(path), loop, sound['fading'], sound['near'], sound['far']]);
    const before = this.#voices.get(key);
    if (!isOn) this.#ended.delete(key);
    // An event does not wait for a file.
    if (textOf(sound['event'], '') !== '') this.#buffer(context, path);
    if (before && (!isOn || before.made !== made)) this.#stop(key, before);
    if (!isOn || this.#ended.get(key) === made) return;
    let voice = this.#voices.get(key);
    if (!voice) {
      const buffer = this.#buffer(context, path);
      if (!buffer) return;
      const fresh = this.#start(context, buffer, sound, loop, made);
      this.#voices.set(key, (voice = fresh));
      fresh.from.addEventListener('ended', () => {
        if (this.#voices.get(key) !== fresh) return;
        this.#voices.delete(key);
        this.#ended.set(key, made);
      });
    }
    voice.gain.gain.value = numberOf(sound['volume'], 1);
    place(voice, node.getAbsolutePosition());
  }

  #start(context: BaseAudioContext, buffer: AudioBuffer, sound: Values, loop: boolean, made: string): Voice {
    const from = context.createBufferSource();
    from.buffer = buffer;
    from.loop = loop;
    const gain = context.createGain();
    gain.gain.value = numberOf(sound['volume'], 1);
    const fading = textOf(sound['fading'], 'inverse');
    let panner: PannerNode | undefined;
    if (fading !== 'none') {
      panner = context.createPanner();
      panner.distanceModel = fading as DistanceModelType;
      panner.refDistance = numberOf(sound['near'], 2);
      panner.maxDistance = Math.max(panner.refDistance + 0.001, numberOf(sound['far'], 40));
      from.connect(panner).connect(gain);
    } else from.connect(gain);
    gain.connect(context.destination);
    from.start();
    return { from, gain, panner, made };
  }

  /** Undefined while it is read. */
  #buffer(context: BaseAudioContext, path: string): AudioBuffer | null | undefined {
    const version = path === '' ? undefined : this.#source?.version(path);
    if (!this.#source || version === undefined) return null;
    const id = `${path}@${version}`;
    if (this.#buffers.has(id)) return this.#buffers.get(id);
    this.#buffers.set(id, undefined);
    void this.#source
      .read(path)
      .then((bytes) => context.decodeAudioData(bytes.slice().buffer))
      .then(
        (buffer) => {
          this.#buffers.set(id, buffer);
          this.#source?.told?.(path, undefined);
          this.#again();
        },
        (error: unknown) => {
          this.#buffers.set(id, null);
          this.#source?.told?.(path, error instanceof Error ? error.message : String(error));
        },
      );
    return undefined;
  }

  #stop(key: string, voice: Voice): void {
    this.#voices.delete(key);
    end(voice);
  }

  #stopAll(): void {
    for (const [key, voice] of this.#voices) this.#stop(key, voice);
    for (const one of this.#once) end(one.voice);
    this.#once.clear();
    this.#ended.clear();
  }
}

function end({ from, gain }: Voice): void {
  from.stop();
  from.disconnect();
  gain.disconnect();
}

function place({ panner }: Voice, { x, y, z }: Vector3): void {
  if (panner) [panner.positionX.value, panner.positionY.value, panner.positionZ.value] = [x, y, z];
}
