import type { ProjectHandle } from '../../../src-main/contract/index.ts';
import { LedgerError, type LedgerErrorParts } from '../../../src-main/contract/error.ts';
import type { AssetPort, BroughtFile } from '../editor/index.ts';

const unreachable = (): LedgerError =>
  new LedgerError({
    code: 'host-gone',
    message: 'The host of this window does not answer.',
    hint: 'It reconnects by itself; try again in a moment.',
  });

const refusalIn = (text: string): LedgerError => {
  try {
    return new LedgerError((JSON.parse(text) as { error: LedgerErrorParts }).error);
  } catch {
    return unreachable();
  }
};

/** Assets over HTTP, from where the page came. @param session what this window proves itself with */
export function createAssetPort(session: () => string | null): AssetPort {
  const place = (project: ProjectHandle, sha256: string): string => `/project/${project}/assets/${sha256}`;
  const proof = (): string => `Bearer ${session() ?? ''}`;
  return {
    async read(project, sha256) {
      const response = await fetch(place(project, sha256), { headers: { authorization: proof() } }).catch(() => {
        throw unreachable();
      });
      if (!response.ok) throw refusalIn(await response.text());
      return new Uint8Array(await response.arrayBuffer());
    },
    // Only this old way to ask tells how much has been sent.
    write: (project, sha256, bytes, { signal, onProgress }) =>
      new Promise((resolve, reject) => {
        const call = new XMLHttpRequest();
        const stop = (): void => call.abort();
        call.open('PUT', place(project, sha256));
        call.setRequestHeader('authorization', proof());
        call.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
        call.addEventListener('load', () => (call.status === 200 ? resolve() : reject(refusalIn(call.responseText))));
        call.addEventListener('error', () => reject(unreachable()));
        call.addEventListener('abort', () => reject(signal.reason as Error));
        call.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
        signal.addEventListener('abort', stop);
        call.send(bytes);
      }),
  };
}

export const broughtFile = (file: File): BroughtFile => ({
  name: file.name,
  size: file.size,
  bytes: async () => new Uint8Array(await file.arrayBuffer()),
});

/** The system's dialog. */
export const pickFiles = (endings: readonly string[], many: boolean): Promise<readonly BroughtFile[]> =>
  new Promise((resolve) => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'file', multiple: many, accept: endings.join(',') });
    input.addEventListener('change', () => resolve([...(input.files ?? [])].map(broughtFile)));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
