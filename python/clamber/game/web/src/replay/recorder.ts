/** Keeps what a race tells, so that it can be saved as a recording at any time. */

import type { Body } from "../api";
import { racersOf, type Started } from "../started";
import { packRecording, SUFFIX } from "./recording";

/** One state in so many is kept; the replay draws what lies between. */
const EVERY = 2;
/** Where the time stands in a state, and its tick. */
const TIME_AT = 8;
const TICK_AT = 4;
const MOST_BYTES = 64 * 2 ** 20;

export class Recorder {
  #started: (Started & { course_name?: string }) | null = null;
  #states: ArrayBuffer[] = [];
  #messages: { time: number; message: unknown }[] = [];
  #bytes = 0;
  #time = 0;

  /** A race began; what was kept of the last one is forgotten. */
  begin(started: Started): void {
    this.#started = started;
    this.#states = [];
    this.#messages = [];
    this.#bytes = 0;
    this.#time = -Infinity;
  }

  /** A binary message has come. */
  state(bytes: ArrayBuffer): void {
    const view = new DataView(bytes);
    this.#time = view.getFloat32(TIME_AT, true);
    if (view.getUint32(TICK_AT, true) % EVERY !== 0 || this.#bytes > MOST_BYTES) return;
    this.#states.push(bytes);
    this.#bytes += bytes.byteLength;
  }

  /** An event or standings message has come. */
  message(message: unknown): void {
    if (this.#bytes <= MOST_BYTES && Number.isFinite(this.#time)) this.#messages.push({ time: this.#time, message });
  }

  /** Whether there is a race to save. */
  get ready(): boolean {
    return this.#started !== null && this.#states.length > 1;
  }

  /** The race so far, as a file; null if there is none. */
  async save(bodies: readonly Body[]): Promise<File | null> {
    const started = this.#started;
    if (!started || !this.ready) return null;
    const course = started.course_name ?? "a course";
    const title = `${racersOf(started).map(({ name }) => name).join(", ")} on ${course}, seed ${started.seed}`;
    const taking = bodies.filter(({ name }) => started.creatures.some(({ body }) => body === name));
    const packed = await packRecording(title, started, taking, [...this.#messages], [...this.#states]);
    return new File([packed], `${course.replaceAll(/[^A-Za-z0-9]+/g, "-")}-${started.seed}${SUFFIX}`, { type: packed.type });
  }
}

/** Gives a file to the person, as a download. */
export function download(file: File): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
