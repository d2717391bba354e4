/** A creature in the world: a body's links as low-poly solids in a team's colour, posed from states. */

import {
  BoxGeometry,
  BufferAttribute,
  type BufferGeometry,
  CapsuleGeometry,
  Color,
  Group,
  Matrix4,
  Mesh,
  MeshLambertMaterial,
  Quaternion,
  SphereGeometry,
  Vector3,
} from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import type { Body, Link, Shape } from "./api";
import { setTurn } from "./frames";
import { type CreatureState, FALLEN } from "./state";

/** How fast a foot's flash dies away: share left after a second. */
const FLASH_LEFT = 0.0005;
const FLASH = new Color("#ffe27a");
const DARK = new Color("#2d2733");
const PALE = new Color("#fff7ea");

export interface CreatureLook {
  colour: string;
  /** How many times as large as its body says; 1 where left out. */
  scale?: number;
  /** A ghost is see-through, throws no shadow and its feet do not flash. */
  ghost?: boolean;
}

function solidOf(shape: Shape): BufferGeometry {
  const { size = [0, 0, 0], radius = 0, length = 0 } = shape;
  let solid: BufferGeometry;
  if (shape.type === "box") solid = new BoxGeometry(...size);
  else if (length === 0) solid = new SphereGeometry(radius, 12, 8).rotateX(Math.PI / 2);
  else solid = new CapsuleGeometry(radius, length, 3, 10).rotateX(Math.PI / 2);
  const flat = solid.toNonIndexed();
  if (shape.type === "box") flat.computeVertexNormals();
  flat.deleteAttribute("uv");
  const turn = setTurn(new Quaternion(), ...shape.rotation);
  return flat.applyMatrix4(new Matrix4().compose(new Vector3(...shape.position), turn, new Vector3(1, 1, 1)));
}

function painted(solid: BufferGeometry, colour: Color): BufferGeometry {
  const count = solid.getAttribute("position").count;
  const colours = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) colour.toArray(colours, i * 3);
  return solid.setAttribute("color", new BufferAttribute(colours, 3));
}

/** Two eyes at the front corners of a solid, seen from ahead and from the sides: which way a creature goes. */
function eyesOn(solid: BufferGeometry): BufferGeometry[] {
  solid.computeBoundingBox();
  const box = solid.boundingBox!;
  const size = box.getSize(new Vector3());
  const radius = Math.min(size.y, size.z) * 0.2;
  const middle = box.getCenter(new Vector3());
  const eyes: BufferGeometry[] = [];
  for (const side of [-1, 1]) {
    const y = middle.y + side * (size.y * 0.5 - radius * 0.55);
    const z = middle.z + size.z * 0.16;
    const white = new SphereGeometry(radius, 10, 8).toNonIndexed().translate(box.max.x - radius * 0.6, y, z);
    const black = new SphereGeometry(radius * 0.6, 8, 6).toNonIndexed().translate(box.max.x - radius * 0.15, y + side * radius * 0.35, z);
    for (const eye of [white, black]) eye.deleteAttribute("uv");
    eyes.push(painted(white, PALE), painted(black, DARK));
  }
  return eyes;
}

/** The lowest middle of a solid, in its link's frame. */
function soleOf(solid: BufferGeometry): Vector3 {
  if (!solid.getAttribute("position")) return new Vector3();
  solid.computeBoundingBox();
  const box = solid.boundingBox!;
  return box.getCenter(new Vector3()).setZ(box.min.z);
}

/** How many joints lie between a link and the root. */
function depthOf(links: Link[], index: number): number {
  let depth = 0;
  for (let at = index; (links[at]?.parent ?? -1) >= 0; at = links[at]!.parent) depth++;
  return depth;
}

export class CreatureMesh {
  /** Put this into a stage's world (or a lane's group). */
  readonly group = new Group();
  readonly body: Body;
  readonly #links: Mesh[] = [];
  readonly #feet: { link: number; material: MeshLambertMaterial; light: number; sole: Vector3 }[] = [];
  readonly #skin: MeshLambertMaterial;
  readonly #ghost: boolean;

  constructor(body: Body, look: CreatureLook) {
    this.body = body;
    this.#ghost = look.ghost ?? false;
    const team = new Color(look.colour);
    this.#skin = this.#newMaterial();
    const deepest = Math.max(1, ...body.links.map((_, i) => depthOf(body.links, i)));
    const eyed = Math.max(0, body.links.findIndex((link) => link.head));
    body.links.forEach((link, index) => {
      const depth = depthOf(body.links, index) / deepest;
      const colour = link.foot ? DARK.clone().lerp(team, 0.25) : team.clone().lerp(PALE, 0.28 * depth);
      const solids = link.shapes.filter((shape) => shape.collides !== false).map(solidOf);
      // The head is the solid that reaches furthest forward and up.
      const head = index === eyed ? this.#headOf(solids) : null;
      const parts = solids.map((solid) => painted(solid, colour));
      if (head) parts.push(...eyesOn(head));
      const material = link.foot ? this.#newMaterial() : this.#skin;
      const mesh = new Mesh(parts.length > 0 ? mergeGeometries(parts) : undefined, material);
      mesh.name = link.name;
      mesh.scale.setScalar(look.scale ?? 1);
      mesh.castShadow = !this.#ghost;
      mesh.receiveShadow = !this.#ghost;
      mesh.visible = parts.length > 0;
      if (link.foot) this.#feet.push({ link: index, material, light: 0, sole: soleOf(mesh.geometry) });
      this.#links.push(mesh);
      this.group.add(mesh);
    });
    this.group.name = body.name;
  }

  /** Moves every link to its place of a state. `seconds` is how much watching went by, for the feet's flashes. */
  pose(state: CreatureState, seconds: number): void {
    const { places, turns } = state;
    const count = Math.min(this.#links.length, places.length / 3);
    for (let i = 0; i < count; i++) {
      const mesh = this.#links[i]!;
      mesh.position.set(places[3 * i]!, places[3 * i + 1]!, places[3 * i + 2]!);
      setTurn(mesh.quaternion, turns[4 * i]!, turns[4 * i + 1]!, turns[4 * i + 2]!, turns[4 * i + 3]!);
    }
    if (this.#ghost) return;
    const left = FLASH_LEFT ** seconds;
    this.#feet.forEach((foot, i) => {
      const touches = ((state.contacts >> i) & 1) === 1;
      foot.light = touches ? Math.max(0.35, foot.light === 0 ? 1 : foot.light * left) : foot.light > 0.01 ? foot.light * left : 0;
      foot.material.emissive.copy(FLASH).multiplyScalar(foot.light);
    });
    this.#skin.emissive.setScalar(state.status === FALLEN ? 0.06 : 0);
  }

  /** Where the feet's ground side is, in the lane: below each foot link's solids. */
  get feetPlaces(): [number, number, number][] {
    return this.#feet.map(({ link, sole }) => {
      const mesh = this.#links[link]!;
      const place = sole.clone().multiply(mesh.scale).applyQuaternion(mesh.quaternion).add(mesh.position);
      return [place.x, place.y, place.z];
    });
  }

  dispose(): void {
    for (const mesh of this.#links) mesh.geometry.dispose();
    for (const { material } of this.#feet) material.dispose();
    this.#skin.dispose();
    this.group.removeFromParent();
  }

  #newMaterial(): MeshLambertMaterial {
    const material = new MeshLambertMaterial({ vertexColors: true });
    if (this.#ghost) {
      material.transparent = true;
      material.opacity = 0.32;
      material.depthWrite = false;
    }
    return material;
  }

  #headOf(solids: BufferGeometry[]): BufferGeometry | null {
    let best: BufferGeometry | null = null;
    let reach = -Infinity;
    for (const solid of solids) {
      solid.computeBoundingBox();
      const { max, min } = solid.boundingBox!;
      const here = max.x + (max.z + min.z) / 2;
      if (here > reach) [best, reach] = [solid, here];
    }
    return best;
  }
}
