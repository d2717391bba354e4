/** What the server says and is told: types of its JSON, and the calls. Positions are the project's: metres, z up. */

/** A solid of a link: in the link's frame; quaternions are (w, x, y, z). */
export interface Shape {
  type: "box" | "capsule" | "sphere";
  position: [number, number, number];
  rotation: [number, number, number, number];
  /** A box's edge lengths, metres. */
  size?: [number, number, number];
  /** Of a capsule or sphere, metres. */
  radius?: number;
  /** Of a capsule, between its caps, along its z, metres. */
  length?: number;
  /** False for what only carries mass; it is not drawn. */
  collides?: boolean;
}

export interface Link {
  name: string;
  /** Index of the parent link; -1 for the root. */
  parent: number;
  foot: boolean;
  head: boolean;
  shapes: Shape[];
}

export interface Body {
  name: string;
  standing_height: number;
  leg_length: number;
  links: Link[];
  /** Where each link is when the body stands: metres from the root's origin, and (w, x, y, z). */
  stance: { positions: [number, number, number][]; quaternions: [number, number, number, number][] };
}

export interface Content {
  bodies: Body[];
  courses: { name: string; description: string }[];
  tasks: TaskEntry[];
  brains: BrainEntry[];
  /** What is wrong with files that are left out, one line each. */
  problems?: string[];
}

export interface TaskEntry {
  name: string;
  description: string;
  body: string;
  course: string;
  /** What its training began with, 0 to 1. */
  difficulty: number;
  /** Whether it teaches to follow a commanded speed or heading. */
  steerable: boolean;
  /** Metres per leg length of its courses. */
  course_scale: number;
}

export interface BrainEntry {
  name: string;
  task: string;
  body: string;
  steerable: boolean;
  /** Whether it was dropped onto the page. */
  dropped?: boolean;
}

/** A patch of uneven ground. `heights` are its nodes' (float32): `rows` along y for each of the `columns` along x. */
export interface HeightField {
  x: number;
  y: number;
  dx: number;
  dy: number;
  base: number;
  kind: number;
  rows: number;
  columns: number;
  heights: string;
}

/** Floor and ceiling on a grid of points (float32): `rows` along y for each of the `columns` along x. */
export interface Raster {
  x: number;
  y: number;
  dx: number;
  dy: number;
  rows: number;
  columns: number;
  floor: string;
  ceiling: string;
}

export interface Segment {
  kind: number;
  name: string;
  start: number;
  end: number;
  difficulty: number;
  /** Its place in the course's list of segments. */
  entry: number;
}

/** A generated lane. */
export interface CourseGeometry {
  seed: number;
  difficulty: number;
  /** Metres per leg length. */
  scale: number;
  length: number;
  width: number;
  /** Flat ground behind the start line at x = 0, metres. */
  start: number;
  /** Centre x, y, z, half size x, y, z, kind. */
  boxes: [number, number, number, number, number, number, number][];
  height_fields: HeightField[];
  /** x, y, z, radius. */
  spheres: [number, number, number, number][];
  segments: Segment[];
}

/** A generated lane with what the terrain sense reads of it. */
export interface SensedCourse extends CourseGeometry {
  raster: Raster;
}

/** Something the server refused, in the server's words. */
export class Refused extends Error {}

async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Refused(response.ok ? "the server's answer is not JSON" : `${response.status} ${response.statusText}`);
  }
  if (!response.ok) {
    const message = (answer as { message?: unknown }).message;
    throw new Refused(typeof message === "string" ? message : `${response.status} ${response.statusText}`);
  }
  return answer as T;
}

/** Gets JSON. Throws `Refused` with the server's words when it says no, and `TypeError` when it cannot be reached. */
export async function getJson<T>(path: string, query: Record<string, string | number> = {}, signal?: AbortSignal): Promise<T> {
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  const address = search.size > 0 ? `${path}?${search}` : path;
  return answerOf<T>(await fetch(address, signal ? { signal } : {}));
}

/** Posts JSON (or a file's bytes) and returns the answer. Throws as `getJson` does. */
export async function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const bytes = body instanceof Blob;
  const request: RequestInit = {
    method: "POST",
    headers: { "Content-Type": bytes ? "application/octet-stream" : "application/json" },
    body: bytes ? body : JSON.stringify(body),
  };
  if (signal) request.signal = signal;
  return answerOf<T>(await fetch(path, request));
}

let content: Promise<Content> | null = null;

/** Bodies, courses, tasks and brains; asked for once, then kept. `again` asks anew (a brain came, a course was saved). */
export function loadContent(again = false): Promise<Content> {
  if (content === null || again) {
    content = getJson<Content>("/api/content");
    content.catch(() => {
      content = null;
    });
  }
  return content;
}

/** A course as a task's creature runs it, for a seed and a difficulty. */
export function loadCourse(course: string, seed: number, difficulty: number, task: string, signal?: AbortSignal): Promise<CourseGeometry> {
  return getJson<CourseGeometry>("/api/course", { course, seed, difficulty, task }, signal);
}

/** float32 numbers from base64, little-endian as every machine that runs this page. */
export function floatsOf(base64: string): Float32Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}
