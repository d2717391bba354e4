/** Small pieces that fly for a moment: dust under feet, splashes, confetti. */

import { Color, IcosahedronGeometry, InstancedMesh, type Group, MeshLambertMaterial, Object3D } from "three";
import { wantsLessMotion } from "./elements";
import type { Point } from "./frames";

interface Piece {
  place: [number, number, number];
  speed: [number, number, number];
  age: number;
  life: number;
  size: number;
  weight: number;
}

export interface Burst {
  count: number;
  colours: readonly string[];
  /** Greatest speed to the sides and upwards, m/s. */
  spread: number;
  rise: number;
  /** Edge of a piece, m. */
  size: number;
  /** Seconds. */
  life: number;
  /** Downward acceleration, m/s². */
  weight: number;
}

const MOST = 320;

export class Effects {
  readonly #mesh = new InstancedMesh(new IcosahedronGeometry(0.5, 0), new MeshLambertMaterial({ color: "#ffffff" }), MOST);
  readonly #pieces: (Piece | null)[] = new Array<Piece | null>(MOST).fill(null);
  readonly #stand = new Object3D();
  readonly #still = wantsLessMotion();
  #next = 0;

  constructor(world: Group) {
    this.#mesh.frustumCulled = false;
    this.#mesh.userData["unpickable"] = true;
    this.#stand.scale.setScalar(0);
    this.#stand.updateMatrix();
    for (let i = 0; i < MOST; i++) {
      this.#mesh.setMatrixAt(i, this.#stand.matrix);
      this.#mesh.setColorAt(i, new Color("#ffffff"));
    }
    world.add(this.#mesh);
  }

  /** Lets pieces fly from a place; nothing where less motion is wanted. */
  burst(place: Point, { count, colours, spread, rise, size, life, weight }: Burst): void {
    if (this.#still) return;
    for (let i = 0; i < count; i++) {
      const angle = Math.random() * Math.PI * 2;
      const reach = spread * Math.sqrt(Math.random());
      this.#pieces[this.#next] = {
        place: [...place],
        speed: [reach * Math.cos(angle), reach * Math.sin(angle), rise * (0.4 + 0.6 * Math.random())],
        age: 0,
        life: life * (0.6 + 0.4 * Math.random()),
        size: size * (0.5 + 0.5 * Math.random()),
        weight,
      };
      this.#mesh.setColorAt(this.#next, new Color(colours[i % colours.length]!));
      this.#next = (this.#next + 1) % MOST;
    }
    if (this.#mesh.instanceColor) this.#mesh.instanceColor.needsUpdate = true;
  }

  /** Moves every piece on by some seconds. */
  update(seconds: number): void {
    this.#pieces.forEach((piece, i) => {
      if (!piece) return;
      piece.age += seconds;
      if (piece.age >= piece.life) this.#pieces[i] = null;
      piece.speed[2] -= piece.weight * seconds;
      for (let k = 0; k < 3; k++) piece.place[k]! += piece.speed[k]! * seconds;
      this.#stand.position.set(...piece.place);
      this.#stand.rotation.set(piece.age * 5 + i, piece.age * 3 + i, 0);
      this.#stand.scale.setScalar(Math.max(0, piece.size * (1 - piece.age / piece.life)));
      this.#stand.updateMatrix();
      this.#mesh.setMatrixAt(i, this.#stand.matrix);
    });
    this.#mesh.instanceMatrix.needsUpdate = true;
  }

  dispose(): void {
    this.#mesh.removeFromParent();
    this.#mesh.geometry.dispose();
    this.#mesh.material.dispose();
    this.#mesh.dispose();
  }
}
