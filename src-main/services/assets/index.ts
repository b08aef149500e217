export { projectAssets } from './project-assets.ts';
export { type AssetAccess, serveAsset } from './serve-asset.ts';
export { type AssetStore, largestAsset, openAssetStore } from './store.ts';
