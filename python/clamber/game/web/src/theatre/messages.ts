/** What the theatre's socket says; laid out as `clamber/game/theatre_messages.py` tells. */

import type { Started } from "../started";
import { decodeState, type State } from "../state";

/** Some neighbouring numbers of an actor's row. */
export interface Block {
  group: "pose" | "reward" | "joints" | "contacts" | "value" | "obs_0" | "obs_1";
  name: string;
  start: number;
  size: number;
  unit: string;
  /** One per number, or empty. */
  labels: string[];
  text: string;
}

export interface Actor {
  blocks: Block[];
  /** Length of its row. */
  floats: number;
  /** Between two of its decisions. */
  decision_seconds: number;
  /** Between two frames. */
  frame_seconds: number;
  /** Metres, at its own scale. */
  leg_length: number;
  top_height: number;
  /** Where samples lie relative to the root, leg lengths; the clips are those of the heights sensed. */
  terrain: {
    floor_forward: number[];
    floor_side: number[];
    ceiling_forward: number[];
    floor_clip: [number, number];
    ceiling_clip: [number, number];
  };
  joints: { lower: number[]; upper: number[]; neutral: number[]; force_limit: number[] };
  control: "drive_target" | "torque" | "muscle";
  rewards: { name: string; weight: number; text: string }[];
  value: boolean;
}

export interface TheatreStarted extends Started {
  actors: Actor[];
  course_name: string;
  paused: boolean;
}

/** How an actor's episode ended. */
export interface Ended {
  actor: number;
  cause: string;
  seconds: number;
  distance: number;
  total: number;
}

/** All actors after one decision. */
export interface Frame {
  state: State;
  /** One row per actor. */
  rows: Float32Array[];
}

/** Reads a binary message. Throws `RangeError` where its length is not what the actors' rows make it. */
export function decodeFrame(buffer: ArrayBuffer, actors: readonly Actor[]): Frame {
  const length = new DataView(buffer).getUint32(0, true);
  const state = decodeState(buffer.slice(4, 4 + length));
  let at = 4 + length + ((4 - (length % 4)) % 4);
  const expected = at + 4 * actors.reduce((sum, actor) => sum + actor.floats, 0);
  if (expected !== buffer.byteLength) throw new RangeError(`frame of ${buffer.byteLength} bytes; ${expected} were expected`);
  const rows = actors.map(({ floats }) => {
    const row = new Float32Array(buffer, at, floats);
    at += 4 * floats;
    return row;
  });
  return { state, rows };
}

/** A block by its name, and by its group where two share the name. */
export function blockOf(actor: Actor, name: string, group?: Block["group"]): Block {
  const found = actor.blocks.find((block) => block.name === name && (group === undefined || block.group === group));
  if (!found) throw new RangeError(`the actor has no block ${name}`);
  return found;
}

/** A block's numbers in a row. */
export function numbersOf(row: Float32Array, block: Block): Float32Array {
  return row.subarray(block.start, block.start + block.size);
}
