/** Three cameras on one stage: following a creature from behind, running along beside it, and free. */

import { MathUtils, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { type Point, toPage } from "./frames";
import type { Stage } from "./scene";

export type CameraMode = "follow" | "side" | "free";
export const CAMERA_MODES: readonly CameraMode[] = ["follow", "side", "free"];

/** Where a camera starts relative to what it watches, leg lengths; narrow windows stand further off. */
const STARTS: Record<CameraMode, Point> = { follow: [-6.6, -3.2, 3.4], side: [0.8, -8.5, 3.6], free: [-9, -10, 7] };
/** How quickly a camera catches up with what it watches: share of the way left after a second. */
const LAG = 0.02;

/** Turning by dragging, zooming by wheel or pinch work in every mode; panning (right button, two fingers) frees the camera. */
export class Cameras {
  readonly #stage: Stage;
  readonly #controls: OrbitControls;
  readonly #wanted = new Vector3();
  #mode: CameraMode = "follow";
  #unit: number;
  #spread = 1;
  #settled = false;

  /** `unit` is metres per leg length, so that a small creature is seen from nearer. */
  constructor(stage: Stage, unit: number) {
    this.#stage = stage;
    this.#unit = unit;
    this.#controls = new OrbitControls(stage.camera, stage.canvas);
    this.#controls.enableDamping = true;
    this.#controls.dampingFactor = 0.12;
    this.#controls.maxPolarAngle = Math.PI * 0.49;
    this.setUnit(unit);
  }

  get mode(): CameraMode {
    return this.#mode;
  }

  /** Metres per leg length of what is watched from now on; `spread` stands back further, for many creatures. */
  setUnit(unit: number, spread = 1): void {
    this.#unit = unit;
    this.#spread = spread;
    this.#controls.minDistance = 1.2 * unit;
    this.#controls.maxDistance = 60 * unit;
    this.#stage.camera.near = 0.05 * unit;
    this.#stage.camera.far = 600;
    this.#stage.camera.updateProjectionMatrix();
    this.#settled = false;
  }

  /** Changes the mode; the free camera stays where it is. */
  setMode(mode: CameraMode): void {
    this.#mode = mode;
    if (mode !== "free") this.#settled = false;
  }

  next(): CameraMode {
    this.setMode(CAMERA_MODES[(CAMERA_MODES.indexOf(this.#mode) + 1) % CAMERA_MODES.length]!);
    return this.#mode;
  }

  /** Moves the camera on; `place` is what it watches, in the project's frame. Call once per frame. */
  update(place: Point, seconds: number): void {
    // A little ahead of the creature: what comes is of more interest than what was.
    toPage(place[0] + (this.#mode === "follow" ? 1.1 * this.#unit : 0), place[1], place[2], this.#wanted);
    const { target } = this.#controls;
    const camera = this.#stage.camera;
    if (!this.#settled) {
      const [x, y, z] = STARTS[this.#mode];
      const back = this.#unit * this.#spread * MathUtils.clamp(1.25 / camera.aspect, 1, 1.45);
      target.copy(this.#wanted);
      camera.position.copy(toPage(x * back, y * back, z * back)).add(target);
      this.#settled = true;
    } else if (this.#mode !== "free") {
      const step = this.#wanted.clone().sub(target).multiplyScalar(1 - LAG ** seconds);
      target.add(step);
      camera.position.add(step);
    }
    this.#controls.update();
  }
}
