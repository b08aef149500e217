/** Where a view gets the files that models are made of; each host has its own. */
export interface AssetSource {
  /** Another one whenever the bytes behind a path are others; undefined where there is no such asset. */
  version(path: string): string | undefined;
  read(path: string): Promise<Uint8Array>;
  /** Told what is wrong with an asset that cannot be shown; undefined when one can. */
  told?(path: string, problem: string | undefined): void;
}
