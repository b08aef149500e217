/**
 * Who may know whom. A room is a folder; the longest matching prefix wins. `knows` lists the other rooms it may import from; everything
 * inside a room may import everything else in it. Tests and `testing/` folders may import anything, and nothing else may import them.
 */
export interface Room {
  /** Folder prefix, without a trailing slash. */
  path: string;
  knows: readonly string[];
  /** Packages (or package prefixes ending in `*`) this room may import; `undefined` = any. `node:*` stands for Node's own modules. */
  packages?: readonly string[];
}

const engineFloors = ['engine/kernel', 'engine/model', 'engine/rules', 'engine/record', 'engine/run'];
const floor = (name: string): string[] => engineFloors.slice(0, engineFloors.indexOf(name));
/** What a world sends to others, and how several machines play one world: beside the floors, over ports of a world. */
const net = 'engine/net';
const enginePackages = ['zod', 'yaml', 'xxhash-wasm', '@noble/hashes/*', '@dimforge/rapier3d-deterministic-compat', 'acorn'];
const wholeEngine = [...engineFloors, net];

export const rooms: readonly Room[] = [
  ...engineFloors.map((path) => ({ path, knows: path === 'engine/run' ? [...floor(path), net] : floor(path), packages: enginePackages })),
  { path: net, knows: ['engine/kernel', 'engine/model'], packages: ['zod'] },
  {
    path: 'engine/document',
    knows: ['engine/kernel', 'engine/model'],
    packages: ['yjs', 'lib0/*', 'fractional-indexing', 'zod'],
  },

  { path: 'src-main/contract', knows: ['engine/kernel', 'engine/model'], packages: ['zod'] },
  { path: 'src-main/services', knows: [...wholeEngine, 'engine/document', 'src-main/contract', 'cloud/client'] },
  {
    path: 'src-main/doors',
    knows: ['clients', 'src-main/doors/desktop', 'src-main/services', 'src-main/contract', 'cloud/local', 'cloud/client', ...wholeEngine],
  },
  { path: 'src-main/doors/desktop', knows: ['src-main/contract'] },
  { path: 'src-main/preload.ts', knows: ['src-main/contract'] },

  { path: 'src-renderer/ui', knows: [] },
  {
    path: 'src-renderer/view',
    knows: ['engine/kernel', 'engine/model', 'engine/run'],
    packages: ['@babylonjs/*', 'meshoptimizer/decoder'],
  },
  { path: 'src-renderer/workers', knows: [...wholeEngine, 'src-main/contract'] },
  {
    path: 'src-renderer/studio',
    knows: ['src-renderer/ui', 'src-renderer/view', 'src-renderer/workers', 'src-main/contract', 'engine/document', ...wholeEngine],
  },
  { path: 'src-renderer/play', knows: ['src-renderer/ui', 'src-renderer/view', 'engine/kernel', 'engine/model', net] },
  { path: 'src-renderer', knows: ['src-renderer/ui', 'src-renderer/studio', 'src-renderer/play'] },

  { path: 'cloud/ports', knows: wholeEngine, packages: [] },
  { path: 'cloud/domain', knows: [...wholeEngine, 'engine/document', 'cloud/ports', 'cloud/events'], packages: ['zod', '@noble/hashes/*'] },
  { path: 'cloud/events', knows: ['engine/kernel', 'engine/model', net], packages: ['zod'] },
  { path: 'cloud/adapters', knows: ['cloud/ports', 'cloud/domain', 'cloud/events', ...wholeEngine] },
  {
    path: 'cloud/handlers',
    knows: ['cloud/domain', 'cloud/ports', 'cloud/events', 'cloud/adapters', 'cloud/client', 'engine/kernel', 'engine/model', net],
  },
  { path: 'cloud/hosts', knows: ['cloud/domain', 'cloud/ports', 'cloud/events', 'cloud/adapters', 'engine/kernel', 'engine/model', net] },
  { path: 'cloud/client', knows: [...wholeEngine, 'cloud/ports', 'cloud/domain', 'cloud/events', 'cloud/adapters'] },
  { path: 'cloud/local', knows: ['cloud/ports'] },
  { path: 'cloud/infra', knows: ['cloud/workflows', 'cloud/events', 'cloud/domain', 'cloud/ports'] },
  { path: 'cloud/workflows', knows: [] },

  // Clients that nobody here wrote would know no more than the documentation: this one is held to that.
  { path: 'clients', knows: [], packages: [] },

  { path: 'gpu-worker/node', knows: ['src-renderer/view', ...wholeEngine] },
  { path: 'gpu-worker/jobs', knows: ['gpu-worker/node', 'cloud/client', ...wholeEngine] },
];

/** Rooms that must never import these, whatever else they may. */
export const onlyIn: readonly { package: RegExp; rooms: readonly string[]; why: string }[] = [
  {
    package: /^electron(-updater)?$/,
    rooms: ['src-main/doors/desktop', 'src-main/preload.ts'],
    why: 'electron is a value only in the desktop door and the preload',
  },
  { package: /^@aws-sdk\//, rooms: ['cloud/adapters', 'cloud/client'], why: 'the domain meets AWS through cloud/adapters' },
  { package: /^jose$/, rooms: ['cloud/local'], why: 'tokens are made and believed where the pools are' },
  { package: /^aws-cdk-lib|^constructs$/, rooms: ['cloud/infra'], why: 'only the stacks know CDK' },
  {
    package: /^(@jsquash\/|ktx2-encoder|@gltf-transform\/|meshoptimizer$)/,
    rooms: ['cloud/adapters/workshop'],
    why: 'what strangers made is unpacked in a process of its own',
  },
  {
    package: /^(yjs|y-protocols|y-websocket)(\/|$)/,
    rooms: ['engine/document', 'src-main/services', 'src-renderer/studio'],
    why: 'Yjs types never leave the document and its hosts',
  },
];
