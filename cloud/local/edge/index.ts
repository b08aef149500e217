export { createEdge, headersOf, refuseUpgrade, type Edge, type EdgePart } from './edge.ts';
