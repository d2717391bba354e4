/** The boulders of a race: low-poly rocks where the states say they are. */

import { type Group, IcosahedronGeometry, InstancedMesh, MeshLambertMaterial, Object3D } from "three";
import { WORLD } from "./colours";
import { setTurn } from "./frames";
import type { BoulderState } from "./state";

export class Boulders {
  readonly #mesh: InstancedMesh<IcosahedronGeometry, MeshLambertMaterial>;
  readonly #stand = new Object3D();

  constructor(world: Group, count: number) {
    const material = new MeshLambertMaterial({ color: WORLD.rock, flatShading: true });
    this.#mesh = new InstancedMesh(new IcosahedronGeometry(1.06, 1), material, Math.max(1, count));
    this.#mesh.castShadow = true;
    this.#mesh.receiveShadow = true;
    this.#mesh.frustumCulled = false;
    this.#mesh.count = 0;
    world.add(this.#mesh);
  }

  /** Puts every boulder that was thrown where it is. */
  show(boulders: readonly BoulderState[]): void {
    let shown = 0;
    for (const { place, turn } of boulders) {
      const [x, y, z, radius] = place as unknown as [number, number, number, number];
      if (radius <= 0 || shown >= this.#mesh.instanceMatrix.count) continue;
      this.#stand.position.set(x, y, z);
      setTurn(this.#stand.quaternion, turn[0]!, turn[1]!, turn[2]!, turn[3]!);
      this.#stand.scale.setScalar(radius);
      this.#stand.updateMatrix();
      this.#mesh.setMatrixAt(shown++, this.#stand.matrix);
    }
    this.#mesh.count = shown;
    this.#mesh.instanceMatrix.needsUpdate = true;
  }

  dispose(): void {
    this.#mesh.removeFromParent();
    this.#mesh.geometry.dispose();
    this.#mesh.material.dispose();
    this.#mesh.dispose();
  }
}
