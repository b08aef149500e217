import type { ArcRotateCamera } from './babylon.ts';
import { Vector3 } from './babylon.ts';

/** A whole turn per so many pixels. */
const pixelsPerTurn = 1400;
const perPixel = (2 * Math.PI) / pixelsPerTurn;
const clamp = (value: number, low: number | null, high: number | null): number =>
  Math.min(high ?? Infinity, Math.max(low ?? -Infinity, value));

const lean = (camera: ArcRotateCamera, x: number, y: number): void => {
  camera.alpha += x * perPixel;
  camera.beta = clamp(camera.beta - y * perPixel, camera.lowerBetaLimit, camera.upperBetaLimit);
};
/** From what is looked at to the eye. */
const arm = ({ alpha, beta, radius }: ArcRotateCamera): Vector3 =>
  new Vector3(Math.cos(alpha) * Math.sin(beta), Math.cos(beta), Math.sin(alpha) * Math.sin(beta)).scale(radius);

/** Goes around what is looked at, as a hand that turns the scene by so many pixels. */
export const orbit = lean;

/** Looks about, standing where one stands. */
export function lookAbout(camera: ArcRotateCamera, x: number, y: number): void {
  const eye = camera.target.add(arm(camera));
  lean(camera, x, y);
  camera.target.copyFrom(eye.subtract(arm(camera)));
}

/** Takes the scene along with the hand: what is looked at stays under the pointer. `height` is the picture's, in pixels. */
export function pan(camera: ArcRotateCamera, x: number, y: number, height: number): void {
  const perMetre = (2 * camera.radius * Math.tan(camera.fov / 2)) / height;
  const back = arm(camera).normalize();
  const right = Vector3.Cross(Vector3.Up(), back).normalize();
  const up = Vector3.Cross(back, right);
  camera.target.addInPlace(right.scale(-x * perMetre)).addInPlace(up.scale(y * perMetre));
}

/** Comes closer (a factor below 1) or goes away, as far as the camera may. */
export function zoom(camera: ArcRotateCamera, factor: number): void {
  camera.radius = clamp(camera.radius * factor, camera.lowerRadiusLimit, camera.upperRadiusLimit);
}

/** Walks through the scene, in metres: to the right, upwards, forward. */
export function walk(camera: ArcRotateCamera, right: number, up: number, forward: number): void {
  const back = arm(camera).normalize();
  const aside = Vector3.Cross(Vector3.Up(), back).normalize();
  camera.target.addInPlace(aside.scale(right)).addInPlace(back.scale(-forward)).addInPlaceFromFloats(0, up, 0);
}
