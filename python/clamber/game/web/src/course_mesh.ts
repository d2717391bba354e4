/** A course in the world: its boxes, uneven ground and spheres as one coloured mesh, drawn once per lane. */

import {
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  Color,
  Group,
  IcosahedronGeometry,
  InstancedMesh,
  Matrix4,
  MeshLambertMaterial,
} from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import { type CourseGeometry, floatsOf, type HeightField } from "./api";
import { kindColour, WORLD } from "./colours";
import type { Cutaway } from "./cutaway";

const FLAT = 0;
const BEAMS = 9;
/** How much of its segment's colour level ground takes on. */
const TINT = 0.3;
/** Edge of the ground's squares, leg lengths. */
const SQUARE = 1;

interface Paint {
  top: Color;
  side: Color;
}

function paintOf(kind: number): Paint {
  const top = new Color(kind === FLAT ? WORLD.sand : kindColour(kind));
  return { top, side: kind === FLAT ? new Color(WORLD.earth) : top.clone().multiplyScalar(0.78) };
}

/** Gives every corner the paint of the way its face looks. */
function paint(solid: BufferGeometry, { top, side }: Paint): BufferGeometry {
  const normals = solid.getAttribute("normal");
  const colours = new Float32Array(normals.count * 3);
  for (let i = 0; i < normals.count; i++) (normals.getZ(i) > 0.5 ? top : side).toArray(colours, i * 3);
  return solid.setAttribute("color", new BufferAttribute(colours, 3));
}

function box(x0: number, x1: number, y: number, z: number, hy: number, hz: number, colours: Paint): BufferGeometry {
  const solid = new BoxGeometry(x1 - x0, 2 * hy, 2 * hz).toNonIndexed();
  solid.deleteAttribute("uv");
  return paint(solid.translate((x0 + x1) / 2, y, z), colours);
}

/** Level ground, cut where segments begin and end, each piece tinted with its segment's colour. */
function ground(course: CourseGeometry, row: CourseGeometry["boxes"][number]): BufferGeometry[] {
  const [x, y, z, hx, hy, hz] = row;
  const cuts = [x - hx, x + hx];
  for (const { start, end } of course.segments) cuts.push(start, end);
  const places = cuts.filter((cut) => cut >= x - hx && cut <= x + hx).sort((a, b) => a - b);
  const pieces: BufferGeometry[] = [];
  for (let i = 1; i < places.length; i++) {
    const [from, to] = [places[i - 1]!, places[i]!];
    if (to - from < 1e-6) continue;
    const middle = (from + to) / 2;
    const segment = course.segments.find(({ start, end }) => start <= middle && middle <= end);
    const plain = paintOf(FLAT);
    if (segment) plain.top.lerp(new Color(kindColour(segment.kind)), TINT);
    pieces.push(box(from, to, y, z, hy, hz, plain));
  }
  return pieces;
}

/** What a beam seems to rest on: a post beside the lane at either end, down into the water. */
function beamPosts({ scale }: CourseGeometry, x: number, y: number, hy: number, underside: number): BufferGeometry[] {
  const half = 0.06 * scale;
  const foot = -0.9 * scale;
  const wood = { top: new Color("#8a5a3c"), side: new Color("#8a5a3c") };
  return [-1, 1].map((side) =>
    box(x - half, x + half, y + side * (hy + half), (underside + foot) / 2, half, (underside - foot) / 2, wood),
  );
}

/** Uneven ground: two triangles a cell, split as the engines split it, and a skirt down to its underside. */
function unevenGround(field: HeightField): BufferGeometry {
  const { columns, rows } = field;
  const heights = floatsOf(field.heights);
  const corners: number[] = [];
  const put = (i: number, j: number, z?: number): void => {
    corners.push(field.x + i * field.dx, field.y + j * field.dy, z ?? heights[i * rows + j]!);
  };
  for (let i = 0; i + 1 < columns; i++) {
    for (let j = 0; j + 1 < rows; j++) {
      put(i, j), put(i + 1, j), put(i + 1, j + 1);
      put(i, j), put(i + 1, j + 1), put(i, j + 1);
    }
  }
  const wall = (i0: number, j0: number, i1: number, j1: number): void => {
    put(i0, j0, field.base), put(i1, j1, field.base), put(i1, j1);
    put(i0, j0, field.base), put(i1, j1), put(i0, j0);
  };
  for (let i = 0; i + 1 < columns; i++) wall(i, 0, i + 1, 0), wall(i + 1, rows - 1, i, rows - 1);
  for (let j = 0; j + 1 < rows; j++) wall(0, j + 1, 0, j), wall(columns - 1, j, columns - 1, j + 1);
  const solid = new BufferGeometry();
  solid.setAttribute("position", new BufferAttribute(new Float32Array(corners), 3));
  solid.computeVertexNormals();
  return paint(solid, paintOf(field.kind));
}

/** All of a course as one geometry, in metres, z up. */
export function courseGeometry(course: CourseGeometry): BufferGeometry {
  const parts: BufferGeometry[] = [];
  for (const row of course.boxes) {
    const [x, y, z, hx, hy, hz, kind] = row;
    if (kind === FLAT) parts.push(...ground(course, row));
    else parts.push(box(x - hx, x + hx, y, z, hy, hz, paintOf(kind)));
    if (kind === BEAMS) parts.push(...beamPosts(course, x, y, hy, z - hz));
  }
  for (const field of course.height_fields) parts.push(unevenGround(field));
  for (const [x, y, z, radius] of course.spheres) {
    const stone = new IcosahedronGeometry(radius, 1);
    stone.deleteAttribute("uv");
    parts.push(paint(stone.translate(x, y, z), { top: new Color(WORLD.rock), side: new Color(WORLD.rock).multiplyScalar(0.85) }));
  }
  return mergeGeometries(parts);
}

/** Painted ground with squares, so that one sees how fast a creature goes over it. */
function groundMaterial(square: number, cutaway?: Cutaway): MeshLambertMaterial {
  const material = new MeshLambertMaterial({ vertexColors: true });
  material.onBeforeCompile = (shader) => {
    shader.uniforms["square"] = { value: square };
    shader.vertexShader = shader.vertexShader
      .replace("#include <common>", "#include <common>\nvarying vec3 lanePlace;\nvarying float level;")
      .replace("#include <begin_vertex>", "#include <begin_vertex>\nlanePlace = position;\nlevel = step(0.7, normal.z);");
    shader.fragmentShader = shader.fragmentShader
      .replace("#include <common>", "#include <common>\nvarying vec3 lanePlace;\nvarying float level;\nuniform float square;")
      .replace(
        "#include <color_fragment>",
        `#include <color_fragment>
        vec2 cell = floor(lanePlace.xy / square);
        diffuseColor.rgb *= 1.0 - 0.075 * level * mod(cell.x + cell.y, 2.0);`,
      );
    cutaway?.into(shader);
  };
  return material;
}

export interface CourseLook {
  /** Where the middles of the lanes lie, metres to the left; one lane at 0 where left out. */
  lanes?: readonly number[];
  /** Shows what is watched through its walls; whole walls where left out. */
  cutaway?: Cutaway;
}

/**
 * A course, once per lane, as children of a group for a stage's world. Objects carry `userData.course = true`.
 * Free it with `disposeCourse`.
 */
export function buildCourse(course: CourseGeometry, look: CourseLook = {}): Group {
  const lanes = look.lanes ?? [0];
  const group = new Group();
  group.name = "course";
  group.userData["course"] = true;
  const mesh = new InstancedMesh(courseGeometry(course), groundMaterial(SQUARE * course.scale, look.cutaway), lanes.length);
  mesh.onBeforeRender = (_renderer, _scene, camera) => look.cutaway?.see(camera);
  lanes.forEach((y, lane) => mesh.setMatrixAt(lane, new Matrix4().makeTranslation(0, y, 0)));
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  group.add(mesh);
  return group;
}

/** Takes a course out of the world and frees its memory. */
export function disposeCourse(group: Group): void {
  group.removeFromParent();
  group.traverse((object) => {
    if (!(object instanceof InstancedMesh)) return;
    object.geometry.dispose();
    object.material.dispose();
    object.dispose();
  });
}
