import { LedgerError } from '../../contract/error.ts';
import { isAtLeast, type ProjectRole } from '../projects/members.ts';
import type { AssetAccess } from './serve-asset.ts';
import type { AssetStore } from './store.ts';

export interface AssetReader {
  name: string;
  /** Undefined: not of this project. */
  role: ProjectRole | undefined;
}

/** The assets of a project as somebody may reach them: viewers read, editors write, and nobody else does either. */
export function projectAssets(store: () => Promise<AssetStore>, { name, role }: AssetReader): AssetAccess {
  const need = (to: ProjectRole, deed: string): void => {
    if (role !== undefined && isAtLeast(role, to)) return;
    throw new LedgerError({
      code: 'forbidden',
      message: `${name} may not ${deed}: ${role === undefined ? `${name} was not invited` : `${name} is only ${role} here`}.`,
      hint: `This needs the role ${to}.`,
    });
  };
  return {
    async get(sha256) {
      need('viewer', 'see the assets of this project');
      const assets = await store();
      const size = await assets.size(sha256);
      return size === undefined ? undefined : { size, bytes: assets.stream(sha256) };
    },
    async put(sha256, bytes) {
      need('editor', 'add files to this project');
      await (await store()).put(sha256, bytes);
    },
  };
}
