/** What is dragged over the window: files of the system, or an asset of the project. */
import type { BroughtFile } from '../../editor/index.ts';
import { broughtFile } from '../../host/assets-port.ts';

const assetType = 'application/x-ledgerquest-asset';

export function dragAsset(data: DataTransfer, path: string): void {
  data.setData(assetType, path);
  data.effectAllowed = 'copy';
}

const materialType = 'application/x-ledgerquest-material';
export function dragMaterial(data: DataTransfer, id: string): void {
  data.setData(materialType, id);
  data.effectAllowed = 'copy';
}
export const holdsMaterial = (data: DataTransfer | null): boolean => data?.types.includes(materialType) ?? false;
export const materialIn = (data: DataTransfer): string => data.getData(materialType);

export const holdsFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false;
export const holdsAsset = (data: DataTransfer | null): boolean => data?.types.includes(assetType) ?? false;
export const assetIn = (data: DataTransfer): string => data.getData(assetType);

/** The files that were dropped, those in folders too. Must be asked while the event is told. */
export async function filesIn(data: DataTransfer): Promise<readonly BroughtFile[]> {
  // The items are gone once the event has been told.
  const entries = [...data.items].flatMap((item) => (item.kind === 'file' ? [item.webkitGetAsEntry() ?? item.getAsFile()] : []));
  const all: BroughtFile[] = [];
  for (const entry of entries) {
    if (entry instanceof File) all.push(broughtFile(entry));
    else if (entry) all.push(...(await inside(entry)));
  }
  return all;
}

const mostFiles = 2000;

async function inside(entry: FileSystemEntry): Promise<BroughtFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [broughtFile(file)];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: BroughtFile[] = [];
  for (;;) {
    // A folder tells its contents a part at a time, and nothing at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0 || found.length > mostFiles) return found;
    for (const each of part) if (!each.name.startsWith('.')) found.push(...(await inside(each)));
  }
}
