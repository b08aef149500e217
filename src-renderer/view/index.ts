export { type AbstractEngine, Engine } from './babylon.ts';
export type { CarryHow } from './carry.ts';
export type { GizmoListener, GizmoMode, HandleOptions, Placed, Placement } from './gizmo.ts';
export type { PaintedText, TextPainter } from './labels.ts';
export { LevelState, type ViewChange, type ViewEntity, type ViewLevel } from './level.ts';
export { createLevelView, type LevelView, type Look, type Mark, type Point, type ViewOptions } from './level-view.ts';
export { paintText } from './paint-text.ts';
export type { Spot } from './screen.ts';
