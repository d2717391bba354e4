/**
 * The one place that knows both frames: the project's (x forward, y left, z up) and three.js's (x right, y up, z towards
 * the viewer). Both are right-handed, so one is the other turned by a quarter about x.
 *
 * Everything that stands in the world is a child of `newWorld()` and keeps the project's coordinates; only cameras,
 * lights and rays live in three.js's frame and pass through `toPage` and `toWorld`.
 */

import { Group, type Quaternion, Vector3 } from "three";

/** A place in the project's frame, metres. */
export type Point = readonly [x: number, y: number, z: number];

/** A group whose children use the project's frame: z up. */
export function newWorld(): Group {
  const world = new Group();
  world.name = "world";
  world.rotation.x = -Math.PI / 2;
  world.updateMatrixWorld(true);
  return world;
}

/** A place or direction of the project, in three.js's frame. */
export function toPage(x: number, y: number, z: number, out = new Vector3()): Vector3 {
  return out.set(x, z, -y);
}

/** A place or direction in three.js's frame, in the project's. */
export function toWorld(point: Vector3): [number, number, number] {
  return [point.x, -point.z, point.y];
}

/** Sets a quaternion of an object inside the world from the project's order (w, x, y, z). */
export function setTurn(out: Quaternion, w: number, x: number, y: number, z: number): Quaternion {
  return out.set(x, y, z, w);
}
