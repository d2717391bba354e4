/** The last frames, and which of them is looked at: the newest while it plays, any while it is paused. */

import type { Frame } from "./messages";

/** Half a minute at fifty decisions a second. */
const KEPT = 1500;

export class History {
  #frames: Frame[] = [];
  /** How many frames before the newest one is looked at. */
  #back = 0;

  push(frame: Frame): void {
    this.#frames.push(frame);
    if (this.#frames.length > KEPT) this.#frames.shift();
    // An earlier one that is looked at stays in sight while what was on its way comes.
    if (this.#back > 0) this.#back = Math.min(this.#back + 1, this.#frames.length - 1);
  }

  clear(): void {
    this.#frames = [];
    this.#back = 0;
  }

  /** Frames between the one looked at and the newest. */
  get back(): number {
    return this.#back;
  }

  /** The frame looked at; null before the first. */
  get current(): Frame | null {
    return this.#frames[this.#frames.length - 1 - this.#back] ?? null;
  }

  /** Looks at an earlier (-1) or later (+1) frame; false at either end. */
  look(step: number): boolean {
    const back = this.#back - step;
    if (back < 0 || back >= this.#frames.length) return false;
    this.#back = back;
    return true;
  }

  /** Back to the newest. */
  lookAtNewest(): void {
    this.#back = 0;
  }

  /** The frame of a tick, or the newest one before it; null if all are later. */
  ofTick(tick: number): Frame | null {
    for (let i = this.#frames.length - 1; i >= 0; i--) {
      if (this.#frames[i]!.state.tick <= tick) return this.#frames[i]!;
    }
    return null;
  }

  /** Up to `count` frames that end with the one looked at, oldest first. */
  last(count: number): Frame[] {
    const end = this.#frames.length - this.#back;
    return this.#frames.slice(Math.max(0, end - count), end);
  }
}
