import type { AssetAbility } from '../../engine/net/protocol/index.ts';

/** What the view reads beyond what people import: it has no decoder for textures of graphics cards. */
const accept: readonly AssetAbility[] = ['webp', 'quantized', 'meshopt'];

interface Wanted {
  parts: Uint8Array[];
  length: number;
  /** What the first part said that all of it is. */
  of: string | undefined;
  /** Only the asset as it was published is good enough: what was made of it came damaged. */
  isPlain: boolean;
  found: Promise<Uint8Array>;
  settle: (bytes: Uint8Array) => void;
  fail: (error: Error) => void;
}

interface AssetPart {
  path: string;
  from: number;
  size: number;
  bytes: string;
  sha256?: string | undefined;
}

type Ask = (path: string, from: number, how: { accept?: AssetAbility[]; of?: string }) => void;

/** Where a page may not hash, what came is taken as it is. */
async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const hash = await globalThis.crypto?.subtle?.digest('SHA-256', bytes);
  return hash && Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Assets on their way from the session: each part is asked for when the one before it has come, and the whole has the hash that was said. */
export function createAssetLine(ask: Ask, hash: typeof sha256Of = sha256Of) {
  const wanted = new Map<string, Wanted>();
  const askFor = (path: string, { length, of, isPlain }: Wanted): void =>
    ask(path, length, { ...(!isPlain && { accept: [...accept] }), ...(length > 0 && of !== undefined && { of }) });

  const check = async (path: string, asset: Wanted, whole: Uint8Array<ArrayBuffer>): Promise<void> => {
    const found = asset.of === undefined ? undefined : await hash(whole);
    if (found === asset.of || found === undefined) {
      wanted.delete(path);
      asset.settle(whole);
    } else if (asset.isPlain) {
      wanted.delete(path);
      asset.fail(new Error(`${path} came damaged`));
    } else {
      Object.assign(asset, { parts: [], length: 0, of: undefined, isPlain: true } satisfies Partial<Wanted>);
      askFor(path, asset);
    }
  };

  return {
    want(path: string): Promise<Uint8Array> {
      const known = wanted.get(path);
      if (known) return known.found;
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      const asset: Wanted = { parts: [], length: 0, of: undefined, isPlain: false, found: promise, settle: resolve, fail: reject };
      wanted.set(path, asset);
      askFor(path, asset);
      return promise;
    },
    take({ path, from, size, bytes, sha256 }: AssetPart): void {
      const asset = wanted.get(path);
      if (!asset || from !== asset.length) return;
      const part = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
      asset.parts.push(part);
      asset.length += part.length;
      asset.of ??= sha256;
      if (size === 0 || part.length === 0) {
        wanted.delete(path);
        asset.fail(new Error(`the level has no ${path}`));
      } else if (asset.length < size) askFor(path, asset);
      else {
        const whole = new Uint8Array(size);
        let at = 0;
        for (const piece of asset.parts) {
          whole.set(piece, at);
          at += piece.length;
        }
        void check(path, asset, whole);
      }
    },
    /** After a break what was asked for may never come. */
    askAgain(): void {
      for (const [path, asset] of wanted) askFor(path, asset);
    },
  };
}
