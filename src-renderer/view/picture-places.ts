import { type Mesh, VertexBuffer } from './babylon.ts';

const { UVKind, PositionKind, NormalKind } = VertexBuffer;

/**
 * Says where pictures lie on a solid of unit size that stands on its origin: upright on its sides and not mirrored, seen from the front on
 * what lies flat. As in glTF a picture's first row is at v = 0.
 * @param round keeps where the solid says that a point is around it, such as a cylinder
 */
export function placePictures(mesh: Mesh, round: 'sphere' | 'sides' | undefined): void {
  const positions = mesh.getVerticesData(PositionKind) ?? [];
  const normals = mesh.getVerticesData(NormalKind) ?? [];
  const around = mesh.getVerticesData(UVKind) ?? [];
  const places: number[] = [];
  for (let at = 0; at < positions.length; at += 3) {
    const [x = 0, y = 0, z = 0] = positions.slice(at, at + 3);
    const [nx = 0, ny = 0, nz = 0] = normals.slice(at, at + 3);
    const [u = 0, v = 0] = around.slice((at / 3) * 2, (at / 3) * 2 + 2);
    const isFlat = Math.abs(ny) > 0.99;
    if (round === 'sphere') places.push(u, v);
    else if (round === 'sides' && !isFlat) places.push(u, 1 - y);
    else if (isFlat) places.push(x + 0.5, ny > 0 ? z + 0.5 : 0.5 - z);
    else if (Math.abs(nx) > Math.abs(nz)) places.push(nx > 0 ? 0.5 - z : z + 0.5, 1 - y);
    else places.push(nz > 0 ? x + 0.5 : 0.5 - x, 1 - y);
  }
  mesh.setVerticesData(UVKind, places);
}
