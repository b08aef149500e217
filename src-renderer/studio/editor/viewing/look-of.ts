import type { Peer } from '../../../../engine/document/index.ts';
import type { Look, Point } from '../../../view/index.ts';

export const isPoint = (value: readonly number[] | undefined): value is Point => value?.length === 3;

/** Where a peer stands in the scene, if they have said it. */
export const lookOf = ({ state: { camera } }: Pick<Peer, 'state'>): Look | undefined =>
  camera && isPoint(camera.position) && isPoint(camera.target) ? { position: camera.position, target: camera.target } : undefined;
