/** Where in a recording one is, and what is seen there. */

import type { Standing } from "../race/session";
import { between, type State } from "../state";
import type { Recording } from "./recording";

export class Playback {
  readonly recording: Recording;
  readonly start: number;
  readonly end: number;
  /** Simulated seconds. */
  time: number;
  playing = true;
  /** Simulated seconds per second. */
  speed = 1;

  constructor(recording: Recording) {
    this.recording = recording;
    this.start = recording.states[0]!.time;
    this.end = recording.states.at(-1)!.time;
    this.time = this.start;
  }

  /** Goes on by `seconds` of watching; stops at the end. Returns the simulated seconds that went by. */
  advance(seconds: number): number {
    if (!this.playing) return 0;
    const before = this.time;
    this.seek(this.time + seconds * this.speed);
    if (this.time >= this.end) this.playing = false;
    return this.time - before;
  }

  seek(time: number): void {
    this.time = Math.min(this.end, Math.max(this.start, time));
  }

  /** Goes to the state before or after the one seen, and stops there. */
  step(by: 1 | -1): void {
    this.playing = false;
    const { states } = this.recording;
    const index = this.#indexAt(this.time);
    const exact = Math.abs(states[index]!.time - this.time) < 1e-6;
    const wanted = by > 0 || !exact ? index + (by > 0 ? 1 : 0) : index - 1;
    this.seek(states[Math.min(states.length - 1, Math.max(0, wanted))]!.time);
  }

  /** Starts or stops; at the end it starts over. */
  toggle(): void {
    if (!this.playing && this.time >= this.end) this.time = this.start;
    this.playing = !this.playing;
  }

  /** What is seen now. */
  get state(): State {
    const { states } = this.recording;
    const index = this.#indexAt(this.time);
    const [from, to] = [states[index]!, states[Math.min(states.length - 1, index + 1)]!];
    return to.time > from.time ? between(from, to, (this.time - from.time) / (to.time - from.time)) : from;
  }

  /** The standings told last; null before the first. */
  get standings(): Standing[] | null {
    let told: Standing[] | null = null;
    for (const { time, message } of this.recording.messages) {
      if (time > this.time + 1e-6) break;
      if (message.type === "standings") told = message.standings;
    }
    return told;
  }

  /** Moments worth jumping to: falls and finishes. */
  get moments(): { time: number; event: string; creature: number }[] {
    return this.recording.messages.flatMap(({ time, message }) =>
      message.type === "event" && ["fell", "out", "finished"].includes(message.event)
        ? [{ time, event: message.event, creature: message.creature }]
        : [],
    );
  }

  /** The last state that is not later than a time. */
  #indexAt(time: number): number {
    const { states } = this.recording;
    let [low, high] = [0, states.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (states[middle]!.time <= time + 1e-9) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
