interface Wanted {
  parts: Uint8Array[];
  length: number;
  found: Promise<Uint8Array>;
  settle: (bytes: Uint8Array) => void;
  fail: (error: Error) => void;
}

/** Assets on their way from the session: each part is asked for when the one before it has come. */
export function createAssetLine(ask: (path: string, from: number) => void) {
  const wanted = new Map<string, Wanted>();
  return {
    want(path: string): Promise<Uint8Array> {
      const known = wanted.get(path);
      if (known) return known.found;
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      wanted.set(path, { parts: [], length: 0, found: promise, settle: resolve, fail: reject });
      ask(path, 0);
      return promise;
    },
    take({ path, from, size, bytes }: { path: string; from: number; size: number; bytes: string }): void {
      const asset = wanted.get(path);
      if (!asset || from !== asset.length) return;
      const part = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
      asset.parts.push(part);
      asset.length += part.length;
      if (size === 0 || part.length === 0) {
        wanted.delete(path);
        asset.fail(new Error(`the level has no ${path}`));
      } else if (asset.length < size) ask(path, asset.length);
      else {
        wanted.delete(path);
        const whole = new Uint8Array(size);
        let at = 0;
        for (const piece of asset.parts) {
          whole.set(piece, at);
          at += piece.length;
        }
        asset.settle(whole);
      }
    },
    /** After a break what was asked for may never come. */
    askAgain(): void {
      for (const [path, { length }] of wanted) ask(path, length);
    },
  };
}
