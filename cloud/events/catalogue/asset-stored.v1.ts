import { Count, defineEvent, Sha256 } from './define.ts';

export const AssetStored = defineEvent({
  type: 'AssetStored.v1',
  area: 'asset',
  means: 'An asset of this content came to a tenant that had none',
  idOf: '`<sha256>.stored`',
  shape: { sha256: Sha256, size: Count },
});
