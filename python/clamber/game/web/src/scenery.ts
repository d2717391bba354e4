/** What stands around the lanes: the sea they rise from, islands with trees and rocks beside them, clouds. */

import {
  BufferAttribute,
  type BufferGeometry,
  CircleGeometry,
  Color,
  ConeGeometry,
  CylinderGeometry,
  Group,
  IcosahedronGeometry,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  Object3D,
} from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import { WORLD } from "./colours";

/** Numbers in [0, 1) that are the same on every visit (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function coloured(solid: BufferGeometry, colour: string): BufferGeometry {
  const flat = solid.index ? solid.toNonIndexed() : solid;
  flat.deleteAttribute("uv");
  flat.computeVertexNormals();
  const count = flat.getAttribute("position").count;
  const colours = new Float32Array(count * 3);
  const paint = new Color(colour);
  for (let i = 0; i < count; i++) paint.toArray(colours, i * 3);
  return flat.setAttribute("color", new BufferAttribute(colours, 3));
}

function upright(solid: BufferGeometry): BufferGeometry {
  return solid.rotateX(Math.PI / 2);
}

/** A fir, one unit high, foot at 0. */
function fir(): BufferGeometry {
  return mergeGeometries([
    coloured(upright(new CylinderGeometry(0.05, 0.06, 0.3, 6)).translate(0, 0, 0.15), "#7a5236"),
    coloured(upright(new ConeGeometry(0.3, 0.5, 7)).translate(0, 0, 0.45), "#4d9468"),
    coloured(upright(new ConeGeometry(0.22, 0.45, 7)).translate(0, 0, 0.75), "#5aa873"),
  ]);
}

/** A round tree in autumn's colours. */
function roundTree(): BufferGeometry {
  return mergeGeometries([
    coloured(upright(new CylinderGeometry(0.05, 0.07, 0.5, 6)).translate(0, 0, 0.25), "#7a5236"),
    coloured(new IcosahedronGeometry(0.3, 1).translate(0, 0, 0.68), "#e2a04a"),
  ]);
}

function rock(): BufferGeometry {
  return coloured(new IcosahedronGeometry(0.5, 0).scale(1, 0.8, 0.6), "#a9a3a0");
}

function island(): BufferGeometry {
  return mergeGeometries([
    coloured(upright(new CylinderGeometry(1, 1.08, 0.16, 11)).translate(0, 0, -0.08), "#a9c972"),
    coloured(upright(new CylinderGeometry(1.12, 1.3, 0.12, 11)).translate(0, 0, -0.14), "#ecdcb4"),
  ]);
}

function cloud(): BufferGeometry {
  const puffs = [
    [0, 0, 0, 1],
    [1, 0.2, -0.1, 0.7],
    [-1, -0.1, -0.15, 0.75],
    [0.4, -0.4, 0.3, 0.65],
  ] as const;
  return mergeGeometries(
    puffs.map(([x, y, z, size]) => coloured(new IcosahedronGeometry(size, 1).scale(1, 1, 0.6).translate(x, y, z), "#ffffff")),
  );
}

function planted(solid: BufferGeometry, places: Matrix4[], lit = true): InstancedMesh {
  const material = lit ? new MeshLambertMaterial({ vertexColors: true }) : new MeshBasicMaterial({ vertexColors: true, fog: false });
  const mesh = new InstancedMesh(solid, material, places.length);
  places.forEach((place, i) => mesh.setMatrixAt(i, place));
  mesh.userData["unpickable"] = true;
  mesh.frustumCulled = false;
  return mesh;
}

export interface SceneryExtent {
  /** Metres per leg length: everything grows with the creatures. */
  unit: number;
  /** The lanes' length, metres. */
  length: number;
  /** From the middle to the lanes' outer edges: to the right (negative) and to the left, metres. */
  right: number;
  left: number;
}

/** Surroundings for lanes of an extent, as a group for a stage's world. Free it with `disposeScenery`. */
export function buildScenery({ unit, length, right, left }: SceneryExtent): Group {
  const group = new Group();
  group.name = "scenery";
  const seaLevel = -0.85 * unit;
  const sea = new Mesh(new CircleGeometry(400, 48), new MeshLambertMaterial({ color: WORLD.sea }));
  sea.position.set(length / 2, 0, seaLevel);
  sea.receiveShadow = true;
  sea.userData["sea"] = true;
  group.add(sea);

  const draw = numbers(7);
  const spots: Record<"island" | "fir" | "round" | "rock", Matrix4[]> = { island: [], fir: [], round: [], rock: [] };
  const put = (kind: keyof typeof spots, x: number, y: number, z: number, size: number): void => {
    const stand = new Object3D();
    stand.position.set(x, y, z);
    stand.rotation.z = draw() * Math.PI * 2;
    stand.scale.setScalar(size);
    stand.updateMatrix();
    spots[kind].push(stand.matrix);
  };
  const step = 5 * unit;
  for (let x = -4 * unit; x < length + 10 * unit; x += step) {
    for (const side of [-1, 1]) {
      const radius = (1.1 + 1.7 * draw()) * unit;
      const edge = side < 0 ? right : left;
      const middleX = x + draw() * 2.5 * unit;
      const middleY = edge + side * (1.6 * unit + radius * 1.3 + draw() * draw() * 16 * unit);
      const top = seaLevel + 0.16 * radius;
      put("island", middleX, middleY, top, radius);
      const count = 1 + Math.floor(draw() * 4);
      for (let i = 0; i < count; i++) {
        const angle = draw() * Math.PI * 2;
        const reach = radius * 0.75 * Math.sqrt(draw());
        const kind = draw() < 0.55 ? "fir" : draw() < 0.6 ? "round" : "rock";
        const size = (kind === "rock" ? 0.5 + 0.5 * draw() : 1.3 + 1.5 * draw()) * unit;
        put(kind, middleX + reach * Math.cos(angle), middleY + reach * Math.sin(angle), top - 0.02 * unit, size);
      }
    }
  }
  const ripples: Matrix4[] = [];
  for (let i = 0; i < 150; i++) {
    const stand = new Object3D();
    const reach = 9 * unit + 34 * unit * draw();
    stand.position.set((draw() * 1.6 - 0.3) * length, (left + right) / 2 + (draw() < 0.5 ? -1 : 1) * (reach - 8 * unit + (left - right) / 2), seaLevel + 0.01 * unit);
    stand.scale.set((0.5 + 0.9 * draw()) * unit, 0.035 * unit, 1);
    stand.updateMatrix();
    ripples.push(stand.matrix);
  }
  const light = new InstancedMesh(new CircleGeometry(1, 8), new MeshBasicMaterial({ color: "#8fd6d3" }), ripples.length);
  ripples.forEach((place, i) => light.setMatrixAt(i, place));
  light.userData["sea"] = true;
  light.frustumCulled = false;
  group.add(light);
  const clouds: Matrix4[] = [];
  for (let i = 0; i < 14; i++) {
    const stand = new Object3D();
    const angle = draw() * Math.PI * 2;
    const reach = 130 + 120 * draw();
    stand.position.set(length / 2 + reach * Math.cos(angle), reach * Math.sin(angle), 38 + 45 * draw());
    stand.scale.setScalar(7 + 9 * draw());
    stand.updateMatrix();
    clouds.push(stand.matrix);
  }
  for (const [kind, solid] of [["island", island()], ["fir", fir()], ["round", roundTree()], ["rock", rock()]] as const) {
    const mesh = planted(solid, spots[kind]);
    mesh.castShadow = kind !== "island";
    mesh.receiveShadow = true;
    group.add(mesh);
  }
  group.add(planted(cloud(), clouds, false));
  return group;
}

/** Takes scenery (gates, boards and lines as well) out of the world and frees its memory. */
export function disposeScenery(group: Group): void {
  group.removeFromParent();
  group.traverse((object) => {
    if (object instanceof Mesh) {
      object.geometry.dispose();
      object.material.map?.dispose();
      object.material.dispose();
    }
    if (object instanceof InstancedMesh) object.dispose();
  });
}
