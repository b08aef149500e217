import { CreateBox, CreateCapsule, CreateCylinder, CreatePlane, CreateSphere, Mesh, type Scene, VertexData, Vector3 } from './babylon.ts';
import { placePictures } from './picture-places.ts';

export const solidKinds = ['box', 'sphere', 'cylinder', 'cone', 'plane', 'capsule', 'roof'] as const;
export type SolidKind = (typeof solidKinds)[number];

/** A gable of unit size: a triangular prism along z, standing on y = 0. */
function createRoof(name: string, scene: Scene): Mesh {
  const corners: Record<string, [number, number, number]> = {
    a: [-0.5, 0, -0.5],
    b: [0.5, 0, -0.5],
    c: [0, 1, -0.5],
    d: [-0.5, 0, 0.5],
    e: [0.5, 0, 0.5],
    f: [0, 1, 0.5],
  };
  const triangles = ['abc', 'dfe', 'afd', 'acf', 'bfc', 'bef', 'aeb', 'ade'];
  const data = new VertexData();
  const positions: number[] = [];
  for (const triangle of triangles) for (const corner of triangle) positions.push(...(corners[corner] ?? []));
  data.positions = positions;
  data.indices = positions.filter((_, index) => index % 3 === 0).map((_, index) => index);
  const normals: number[] = [];
  VertexData.ComputeNormals(positions, data.indices, normals);
  data.normals = normals;
  const mesh = new Mesh(name, scene);
  data.applyToMesh(mesh);
  return mesh;
}

const lift = (mesh: Mesh, by: number): Mesh => {
  mesh.position = new Vector3(0, by, 0);
  mesh.bakeCurrentTransformIntoVertices();
  return mesh;
};

const round: Partial<Record<SolidKind, 'sphere' | 'sides'>> = { sphere: 'sphere', cylinder: 'sides', cone: 'sides', capsule: 'sides' };

/** A solid one metre wide, high and deep that stands on its origin. */
export function createSolid(kind: SolidKind, name: string, scene: Scene): Mesh {
  const mesh = buildSolid(kind, name, scene);
  placePictures(mesh, round[kind]);
  return mesh;
}

function buildSolid(kind: SolidKind, name: string, scene: Scene): Mesh {
  switch (kind) {
    case 'box':
      return lift(CreateBox(name, { size: 1 }, scene), 0.5);
    case 'sphere':
      return lift(CreateSphere(name, { diameter: 1, segments: 20 }, scene), 0.5);
    case 'cylinder':
      return lift(CreateCylinder(name, { diameter: 1, height: 1, tessellation: 28 }, scene), 0.5);
    case 'cone':
      return lift(CreateCylinder(name, { diameterTop: 0, diameterBottom: 1, height: 1, tessellation: 28 }, scene), 0.5);
    case 'capsule':
      return lift(CreateCapsule(name, { radius: 0.25, height: 1, tessellation: 20 }, scene), 0.5);
    case 'plane': {
      const plane = CreatePlane(name, { size: 1, sideOrientation: Mesh.DOUBLESIDE }, scene);
      plane.rotation.x = Math.PI / 2;
      plane.bakeCurrentTransformIntoVertices();
      return plane;
    }
    case 'roof':
      return createRoof(name, scene);
  }
}
