export { type AbstractEngine, Engine } from './babylon.ts';
export type { GizmoListener, GizmoMode, Placed } from './gizmo.ts';
export type { PaintedText, TextPainter } from './labels.ts';
export { LevelState, type ViewChange, type ViewEntity, type ViewLevel } from './level.ts';
export { createLevelView, type LevelView, type Look, type Mark, type Point, type ViewOptions } from './level-view.ts';
export { paintText } from './paint-text.ts';
export type { AssetSource } from './models/source.ts';
