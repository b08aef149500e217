export { bestDerivative } from './choose.ts';
export { deriveAsset, WorkshopLate, type Derived, type DeriveDeps } from './derive.ts';
export { DerivedDocument, readIndex } from './document.ts';
export { kindOf } from './kind.ts';
export { pictureSize } from './picture-size.ts';
export { caps, pipeline, settings, tools } from './pipeline.ts';
