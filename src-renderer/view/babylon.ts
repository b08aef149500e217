/**
 * The only place that names Babylon. Its pure barrel has no import side effects: what the view needs is switched on here, by name.
 */
import {
  RegisterArcRotateCamera,
  RegisterDirectionalLight,
  RegisterEnginesExtensionsEngineRawTexture,
  RegisterHemisphericLight,
  RegisterInstancedMesh,
  RegisterLinesBuilder,
  RegisterPointLight,
  RegisterRay,
  RegisterShaderMaterial,
  RegisterShadowGeneratorSceneComponent,
  RegisterStandardEngineExtensions,
  RegisterStandardMaterial,
  RegisterThinInstanceMesh,
  ShadowGenerator,
} from '@babylonjs/core/pure.js';
// The shaders of every picture, which Babylon would only ask for when it first draws one.
import '@babylonjs/core/Shaders/default.vertex.js';
import '@babylonjs/core/Shaders/default.fragment.js';
import '@babylonjs/core/Shaders/shadowMap.vertex.js';
import '@babylonjs/core/Shaders/shadowMap.fragment.js';

RegisterStandardEngineExtensions();
RegisterStandardMaterial();
RegisterArcRotateCamera();
RegisterDirectionalLight();
RegisterEnginesExtensionsEngineRawTexture();
RegisterHemisphericLight();
RegisterPointLight();
RegisterInstancedMesh();
RegisterThinInstanceMesh();
RegisterLinesBuilder();
RegisterRay();
RegisterShaderMaterial();
RegisterShadowGeneratorSceneComponent(ShadowGenerator);

export type { AbstractEngine, AbstractMesh, BaseTexture, LinesMesh, Material } from '@babylonjs/core/pure.js';
export {
  ArcRotateCamera,
  Camera,
  Color3,
  Color4,
  CreateBox,
  CreateCapsule,
  CreateCylinder,
  CreateDisc,
  CreateGround,
  CreateLineSystem,
  CreatePlane,
  CreateSphere,
  DirectionalLight,
  Engine,
  EngineStore,
  HemisphericLight,
  ImageProcessingConfiguration,
  InstancedMesh,
  Matrix,
  Mesh,
  PointLight,
  PositionGizmo,
  Quaternion,
  Ray,
  RawTexture,
  RenderTargetTexture,
  RotationGizmo,
  ScaleGizmo,
  Scene,
  SceneInstrumentation,
  ShaderMaterial,
  ShaderLanguage,
  ShadowGenerator,
  StandardMaterial,
  TransformNode,
  UtilityLayerRenderer,
  Vector3,
  VertexBuffer,
  VertexData,
} from '@babylonjs/core/pure.js';
