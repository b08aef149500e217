/** The grid in the languages of both renderers: lines as wide as a pixel at any distance, dissolving where they would be too dense to tell apart. */
export const glsl = {
  vertexSource: `
precision highp float;
attribute vec3 position;
uniform mat4 world;
uniform mat4 viewProjection;
varying vec3 at;
void main() {
  vec4 place = world * vec4(position, 1.0);
  at = place.xyz;
  gl_Position = viewProjection * place;
}`,

  fragmentSource: `
precision highp float;
varying vec3 at;
uniform vec3 along;
uniform vec3 across;
uniform vec3 middle;
uniform vec3 alongColor;
uniform vec3 acrossColor;
uniform vec3 lineColor;
uniform float cell;
uniform float blend;
uniform float reach;
float lines(vec2 place, float size) {
  vec2 scaled = place / size;
  vec2 width = fwidth(scaled);
  vec2 near = abs(fract(scaled - 0.5) - 0.5);
  vec2 line = (1.0 - smoothstep(width * 0.6, width * 1.4, near)) * (1.0 - smoothstep(0.15, 0.5, width));
  return max(line.x, line.y);
}
float axis(float place) {
  float width = fwidth(place);
  return 1.0 - smoothstep(width * 0.9, width * 1.9, abs(place));
}
void main() {
  vec2 place = vec2(dot(at, along), dot(at, across));
  float fine = lines(place, cell) * (1.0 - blend) * 0.16;
  float coarse = lines(place, cell * 10.0) * 0.28;
  float fade = 1.0 - smoothstep(reach * 0.35, reach, distance(at, middle));
  float alongAxis = axis(place.y);
  float acrossAxis = axis(place.x);
  vec3 color = mix(mix(lineColor, alongColor, alongAxis), acrossColor, acrossAxis);
  float alpha = max(max(fine, coarse), max(alongAxis, acrossAxis) * 0.75) * fade;
  if (alpha < 0.003) discard;
  gl_FragColor = vec4(color, alpha);
}`,
};

export const wgsl = {
  vertexSource: `
attribute position: vec3f;
uniform world: mat4x4f;
uniform viewProjection: mat4x4f;
varying at: vec3f;
@vertex
fn main(input: VertexInputs) -> FragmentInputs {
  let place = uniforms.world * vec4f(vertexInputs.position, 1.0);
  vertexOutputs.at = place.xyz;
  vertexOutputs.position = uniforms.viewProjection * place;
}`,

  fragmentSource: `
varying at: vec3f;
uniform along: vec3f;
uniform across: vec3f;
uniform middle: vec3f;
uniform alongColor: vec3f;
uniform acrossColor: vec3f;
uniform lineColor: vec3f;
uniform cell: f32;
uniform blend: f32;
uniform reach: f32;
fn lines(place: vec2f, size: f32) -> f32 {
  let scaled = place / size;
  let width = fwidth(scaled);
  let near = abs(fract(scaled - 0.5) - 0.5);
  let line = (1.0 - smoothstep(width * 0.6, width * 1.4, near)) * (1.0 - smoothstep(vec2f(0.15), vec2f(0.5), width));
  return max(line.x, line.y);
}
fn axis(place: f32) -> f32 {
  let width = fwidth(place);
  return 1.0 - smoothstep(width * 0.9, width * 1.9, abs(place));
}
@fragment
fn main(input: FragmentInputs) -> FragmentOutputs {
  let at = fragmentInputs.at;
  let place = vec2f(dot(at, uniforms.along), dot(at, uniforms.across));
  let fine = lines(place, uniforms.cell) * (1.0 - uniforms.blend) * 0.16;
  let coarse = lines(place, uniforms.cell * 10.0) * 0.28;
  let fade = 1.0 - smoothstep(uniforms.reach * 0.35, uniforms.reach, distance(at, uniforms.middle));
  let alongAxis = axis(place.y);
  let acrossAxis = axis(place.x);
  let color = mix(mix(uniforms.lineColor, uniforms.alongColor, alongAxis), uniforms.acrossColor, acrossAxis);
  let alpha = max(max(fine, coarse), max(alongAxis, acrossAxis) * 0.75) * fade;
  if (alpha < 0.003) {
    discard;
  }
  fragmentOutputs.color = vec4f(color, alpha);
}`,
};
