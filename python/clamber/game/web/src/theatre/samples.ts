/** What a creature senses of the terrain, and what it is told to do, drawn where it is: dots and arrows. */

import {
  BufferGeometry,
  Color,
  ConeGeometry,
  Float32BufferAttribute,
  Group,
  InstancedMesh,
  Line,
  LineBasicMaterial,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  SphereGeometry,
} from "three";
import type { Racer } from "../started";
import { type Actor, type Block, blockOf, numbersOf } from "./messages";

/** Floor heights relative to where a standing creature's feet are, leg lengths: down, level, up. */
const DOWN = new Color("#2456a8");
const LEVEL = new Color("#fffdf5");
const UP = new Color("#d2382f");
const HOLE = new Color("#1b1030");
const CEILING = new Color("#8a3fc4");
/** A height of this many leg lengths has its full colour. */
const FULL = 0.25;
const COMMAND = "#d9662c";
const VELOCITY = "#1f6fb8";

/** A flat arrow along x, a leg length long at scale 1. */
class Arrow {
  readonly group = new Group();
  readonly #line: Line;
  readonly #head: Mesh;

  constructor(colour: string, unit: number) {
    const material = new LineBasicMaterial({ color: colour, depthTest: false, transparent: true });
    this.#line = new Line(new BufferGeometry().setAttribute("position", new Float32BufferAttribute([0, 0, 0, 1, 0, 0], 3)), material);
    this.#head = new Mesh(
      new ConeGeometry(0.07 * unit, 0.2 * unit, 10).rotateZ(-Math.PI / 2),
      new MeshBasicMaterial({ color: colour, depthTest: false, transparent: true }),
    );
    this.group.add(this.#line, this.#head);
    this.group.renderOrder = 3;
    for (const part of [this.#line, this.#head]) part.renderOrder = 3;
  }

  /** Points it from a place by a vector on the ground, metres of the picture. */
  point(x: number, y: number, z: number, dx: number, dy: number): void {
    const length = Math.hypot(dx, dy);
    this.group.visible = length > 1e-3;
    this.group.position.set(x, y, z);
    this.group.rotation.z = Math.atan2(dy, dx);
    this.#line.scale.x = Math.max(length, 1e-3);
    this.#head.position.x = length;
  }

  dispose(): void {
    this.#line.geometry.dispose();
    (this.#line.material as LineBasicMaterial).dispose();
    this.#head.geometry.dispose();
    (this.#head.material as MeshBasicMaterial).dispose();
  }
}

export class Samples {
  readonly group = new Group();
  readonly #actor: Actor;
  readonly #racer: Racer;
  readonly #floor: InstancedMesh;
  readonly #ceiling: InstancedMesh;
  readonly #command: Arrow;
  readonly #velocity: Arrow;
  readonly #blocks: Record<"root" | "heading" | "floor" | "ceiling" | "command" | "velocity" | "height", Block>;
  readonly #matrix = new Matrix4();
  readonly #colour = new Color();

  constructor(actor: Actor, racer: Racer) {
    this.#actor = actor;
    this.#racer = racer;
    this.#blocks = {
      root: blockOf(actor, "root_position"),
      heading: blockOf(actor, "heading"),
      floor: blockOf(actor, "height_scan"),
      ceiling: blockOf(actor, "ceiling_scan"),
      command: blockOf(actor, "command"),
      velocity: blockOf(actor, "base_lin_vel"),
      height: blockOf(actor, "base_height"),
    };
    const unit = actor.leg_length * racer.scale;
    const dot = () => new MeshBasicMaterial({ transparent: true, opacity: 0.95 });
    this.#floor = new InstancedMesh(new SphereGeometry(0.045 * unit, 10, 6).scale(1, 1, 0.5), dot(), this.#blocks.floor.size);
    this.#ceiling = new InstancedMesh(new ConeGeometry(0.05 * unit, 0.12 * unit, 8).rotateX(-Math.PI / 2), dot(), this.#blocks.ceiling.size);
    for (const mesh of [this.#floor, this.#ceiling]) mesh.frustumCulled = false;
    this.#command = new Arrow(COMMAND, unit);
    this.#velocity = new Arrow(VELOCITY, unit);
    this.group.position.y = racer.lane_offset_y;
    this.group.userData["unpickable"] = true;
    this.group.add(this.#floor, this.#ceiling, this.#command.group, this.#velocity.group);
  }

  set floorShown(shown: boolean) {
    this.#floor.visible = this.#ceiling.visible = shown;
  }

  set arrowsShown(shown: boolean) {
    // Their own `visible` follows their length.
    for (const { group } of [this.#command, this.#velocity]) group.scale.setScalar(shown ? 1 : 0);
  }

  /** Moves everything to what a row tells. */
  show(row: Float32Array): void {
    const { leg_length: leg, terrain } = this.#actor;
    const zoom = this.#racer.scale;
    const blocks = this.#blocks;
    const [x, y, z] = numbersOf(row, blocks.root) as unknown as [number, number, number];
    const [hx, hy] = numbersOf(row, blocks.heading) as unknown as [number, number];
    const floor = numbersOf(row, blocks.floor);
    // Under a root at its height over the floor there is level ground: colours tell what is above and below that.
    const level = -row[blocks.height.start]!;
    let i = 0;
    for (const forward of terrain.floor_forward) {
      for (const side of terrain.floor_side) {
        const height = floor[i]!;
        const px = x + leg * (forward * hx - side * hy);
        const py = y + leg * (forward * hy + side * hx);
        const pz = z + leg * height;
        this.#matrix.makeTranslation(px * zoom, py * zoom, (pz + 0.012 * leg) * zoom);
        this.#floor.setMatrixAt(i, this.#matrix);
        this.#floor.setColorAt(i, this.#tint(height, level));
        i++;
      }
    }
    this.#floor.instanceMatrix.needsUpdate = true;
    if (this.#floor.instanceColor) this.#floor.instanceColor.needsUpdate = true;

    const ceiling = numbersOf(row, blocks.ceiling);
    const open = terrain.ceiling_clip[1] - 1e-3;
    terrain.ceiling_forward.forEach((forward, k) => {
      const height = ceiling[k]!;
      if (height >= open) this.#matrix.makeScale(0, 0, 0);
      else this.#matrix.makeTranslation((x + leg * forward * hx) * zoom, (y + leg * forward * hy) * zoom, (z + leg * (height - 0.06)) * zoom);
      this.#ceiling.setMatrixAt(k, this.#matrix);
      this.#ceiling.setColorAt(k, CEILING);
    });
    this.#ceiling.instanceMatrix.needsUpdate = true;

    const [speed, sine, cosine] = numbersOf(row, blocks.command) as unknown as [number, number, number];
    const [ahead, left] = numbersOf(row, blocks.velocity) as unknown as [number, number, number];
    // One second's way, at most two leg lengths, from over the back.
    const reach = (metres: number) => (zoom * leg * 2 * metres) / Math.max(Math.hypot(speed, 1e-6), Math.hypot(ahead, left), 2 * leg);
    const cx = cosine * hx - sine * hy;
    const cy = cosine * hy + sine * hx;
    const top = (z + 0.62 * leg) * zoom;
    this.#command.point(x * zoom, y * zoom, top, reach(speed) * cx, reach(speed) * cy);
    this.#velocity.point(x * zoom, y * zoom, top - 0.06 * leg * zoom, reach(ahead) * hx - reach(left) * hy, reach(ahead) * hy + reach(left) * hx);
  }

  dispose(): void {
    for (const mesh of [this.#floor, this.#ceiling]) {
      mesh.geometry.dispose();
      (mesh.material as MeshBasicMaterial).dispose();
      mesh.dispose();
    }
    this.#command.dispose();
    this.#velocity.dispose();
    this.group.removeFromParent();
  }

  #tint(height: number, level: number): Color {
    if (height <= this.#actor.terrain.floor_clip[0] + 1e-3) return this.#colour.copy(HOLE);
    const share = Math.max(-1, Math.min(1, (height - level) / FULL));
    return this.#colour.copy(LEVEL).lerp(share < 0 ? DOWN : UP, Math.abs(share));
  }
}
