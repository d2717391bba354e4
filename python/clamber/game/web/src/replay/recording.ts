/** The file that a recorded race comes in; laid out and bounded as `clamber/game/recording.py` says. */

import type { Body } from "../api";
import type { RaceEvent, Standing } from "../race/session";
import type { Started } from "../started";
import { decodeState, type State } from "../state";

const FORMAT = "clamber-race";
const VERSION = 1;
export const SUFFIX = ".clamber-race";
/** The largest file, and what it may unpack to, bytes. */
const MOST_PACKED = 32 * 2 ** 20;
const MOST_UNPACKED = 160 * 2 ** 20;
const MOST_HEADER = 24 * 2 ** 20;
const MOST_STATE = 64 * 2 ** 10;
const MOST_STATES = 60_000;
const MOST_MESSAGES = 60_000;

type Told = ({ type: "event" } & RaceEvent) | { type: "standings"; standings: Standing[] };

export interface Recording {
  title: string;
  started: Started;
  bodies: Body[];
  /** In order of time, seconds. */
  messages: { time: number; message: Told }[];
  /** In order of time. */
  states: State[];
}

/** A file that is no recording, or one that cannot be replayed; its message is one line. */
export class BadRecording extends Error {}

async function unpacked(file: Blob): Promise<Uint8Array> {
  if (file.size > MOST_PACKED) throw new BadRecording(`the file is larger than a recording may be (${MOST_PACKED / 2 ** 20} MiB)`);
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MOST_UNPACKED) throw new BadRecording(`it unpacks to more than a recording may hold (${MOST_UNPACKED / 2 ** 20} MiB)`);
      parts.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    throw error instanceof BadRecording ? error : new BadRecording("this is no recording, or it is cut short");
  }
  const content = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}

interface Header extends Omit<Recording, "states"> {
  format: string;
  version: number;
  states: number;
}

function headerOf(text: string): Header {
  let header: Header;
  try {
    header = JSON.parse(text) as Header;
  } catch {
    throw new BadRecording("this is no recording: its header is not JSON");
  }
  if (header?.format !== FORMAT) throw new BadRecording(`this is no recording: its header does not say ${FORMAT}`);
  if (header.version !== VERSION) throw new BadRecording(`a recording of version ${header.version}; this page replays version ${VERSION}`);
  const { started, bodies, messages } = header;
  if (!Array.isArray(started?.creatures) || !Array.isArray(started.courses) || !Array.isArray(bodies) || !Array.isArray(messages)) {
    throw new BadRecording("this recording does not tell who raced where");
  }
  if (!(header.states >= 1 && header.states <= MOST_STATES)) throw new BadRecording(`a recording of ${header.states} states; 1 to ${MOST_STATES} are allowed`);
  for (const { body, course } of started.creatures) {
    if (!bodies.some(({ name }) => name === body)) throw new BadRecording(`this recording does not bring the body ${body}`);
    if (!started.courses[course]) throw new BadRecording(`this recording does not bring the course ${course}`);
  }
  checkMessages(messages);
  return header;
}

function checkMessages(messages: readonly unknown[]): void {
  if (messages.length > MOST_MESSAGES) throw new BadRecording(`a recording of ${messages.length} messages; at most ${MOST_MESSAGES} are allowed`);
  messages.forEach((entry, index) => {
    const { time, message } = (entry ?? {}) as Partial<Recording["messages"][number]>;
    const sound = message?.type === "event" || (message?.type === "standings" && Array.isArray(message.standings));
    if (typeof time !== "number" || !sound) throw new BadRecording(`message ${index} of this recording is neither an event nor standings`);
  });
}

/** Reads and checks a recording. Throws `BadRecording`. */
export async function readRecording(file: Blob): Promise<Recording> {
  const content = await unpacked(file);
  const view = new DataView(content.buffer);
  const length = content.length >= 4 ? view.getUint32(0, true) : Infinity;
  if (length > MOST_HEADER || 4 + length > content.length) throw new BadRecording("this is no recording, or it is cut short");
  const header = headerOf(new TextDecoder().decode(content.subarray(4, 4 + length)));
  const links = header.started.creatures.map(({ body }) => header.bodies.find(({ name }) => name === body)!.links.length);
  const states: State[] = [];
  let at = 4 + length;
  while (at < content.length) {
    const size = at + 4 <= content.length ? view.getUint32(at, true) : Infinity;
    if (size > MOST_STATE || at + 4 + size > content.length) throw new BadRecording("this recording is cut short");
    let state: State;
    try {
      state = decodeState(content.buffer.slice(at + 4, at + 4 + size) as ArrayBuffer);
    } catch {
      throw new BadRecording(`state ${states.length} of this recording is broken`);
    }
    if (state.creatures.length !== links.length || state.creatures.some(({ places }, i) => places.length !== 3 * links[i]!)) {
      throw new BadRecording(`state ${states.length} of this recording shows other creatures than its header tells of`);
    }
    if (!(state.time >= (states.at(-1)?.time ?? -Infinity))) throw new BadRecording(`state ${states.length} of this recording is earlier than the one before`);
    states.push(state);
    at += 4 + size;
  }
  if (states.length !== header.states) throw new BadRecording(`this recording holds ${states.length} states and tells of ${header.states}`);
  const { title, started, bodies, messages } = header;
  // The first lane stands for all where only one is asked for.
  return { title: String(title), started: { ...started, course: started.courses[0]! }, bodies, messages, states };
}

/** A recording's file. `states` are binary messages as they came. */
export async function packRecording(
  title: string,
  started: Started,
  bodies: Body[],
  messages: { time: number; message: unknown }[],
  states: ArrayBuffer[],
): Promise<Blob> {
  const { course: _, ...rest } = started;
  const header = new TextEncoder().encode(
    JSON.stringify({ format: FORMAT, version: VERSION, title, states: states.length, started: rest, bodies, messages }),
  );
  const length = (size: number): ArrayBuffer => {
    const bytes = new ArrayBuffer(4);
    new DataView(bytes).setUint32(0, size, true);
    return bytes;
  };
  const parts: BlobPart[] = [length(header.length), header];
  for (const state of states) parts.push(length(state.byteLength), state);
  const packed = new Blob(parts).stream().pipeThrough(new CompressionStream("gzip"));
  return new Blob([await new Response(packed).arrayBuffer()], { type: "application/gzip" });
}
