/** Walls that stand between the eye and the creature it watches are drawn as a fine mesh, so that it is seen through them. */

import { type Camera, type IUniform, type MeshLambertMaterial, Vector3 } from "three";
import { type Point, toPage } from "./frames";

/** How wide the hole is around what is watched, leg lengths; it narrows towards the eye, as what it shows does. */
const RADIUS = 1.4;
/** What is nearer to the creature than this is not cut: it stands beside it rather than before it, leg lengths. */
const NEAR = 0.35;

/** Declares what the fragment shader needs; `lanePlace` (in the project's frame) and `level` come from the ground's own. */
const DECLARED = `
uniform vec3 watched;
uniform float watchedHeight;
uniform float cutUnit;`;

/** Treads and floors are cut only where they lie higher than the creature's middle, sides from its feet upwards. */
const CUT = `
if (cutUnit > 0.0 && lanePlace.z > watchedHeight - cutUnit * mix(0.75, 0.2, level)) {
  float reach = length(watched);
  vec3 way = watched / reach;
  float ahead = dot(-vViewPosition, way);
  float aside = length(-vViewPosition - ahead * way);
  float width = ${RADIUS.toFixed(2)} * cutUnit * (0.25 + 0.75 * ahead / reach);
  float share = 0.88 * smoothstep(width, 0.7 * width, aside) * step(ahead, reach - ${NEAR.toFixed(2)} * cutUnit);
  // Interleaved gradient noise (Jimenez, Next Generation Post Processing in Call of Duty, 2014).
  float noise = fract(52.9829189 * fract(dot(floor(gl_FragCoord.xy), vec2(0.06711056, 0.00583715))));
  if (ahead > 0.0 && noise < share) discard;
}`;

export class Cutaway {
  readonly #place = new Vector3();
  readonly #unit: IUniform<number> = { value: 0 };
  readonly #height: IUniform<number> = { value: 0 };
  readonly #watched: IUniform<Vector3> = { value: new Vector3() };

  /** What is watched from now on, in the project's frame; `unit` is metres per leg length, 0 cuts nothing. */
  watch(place: Point, unit: number): void {
    toPage(place[0], place[1], place[2], this.#place);
    this.#height.value = place[2];
    this.#unit.value = unit;
  }

  /** To be called before a frame is drawn with `camera`. */
  see(camera: Camera): void {
    this.#watched.value.copy(this.#place).applyMatrix4(camera.matrixWorldInverse);
  }

  /** Makes a material's shader cut; after its varyings `lanePlace` and `level` were declared in `shader`. */
  into(shader: Parameters<MeshLambertMaterial["onBeforeCompile"]>[0]): void {
    Object.assign(shader.uniforms, { watched: this.#watched, watchedHeight: this.#height, cutUnit: this.#unit });
    shader.fragmentShader = shader.fragmentShader
      .replace("void main() {", `${DECLARED}\nvoid main() {`)
      .replace("#include <clipping_planes_fragment>", `#include <clipping_planes_fragment>\n${CUT}`);
  }
}
