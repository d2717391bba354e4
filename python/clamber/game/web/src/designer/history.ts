/** What lay on the table, step by step, so that every change can be undone. */

import type { CourseSpec } from "./table_api";

/** The table at one moment. Never changed in place. */
export interface Moment {
  /** Name of the course's file. */
  readonly name: string;
  readonly course: CourseSpec;
  /** One per segment, kept when a card moves, so that a card stays itself. */
  readonly keys: readonly number[];
}

const MOST = 500;

export class History {
  #moments: Moment[];
  #at = 0;
  #gesture = "";

  constructor(first: Moment) {
    this.#moments = [first];
  }

  get now(): Moment {
    return this.#moments[this.#at]!;
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#moments.length - 1;
  }

  /**
   * Takes a step; what had been undone is forgotten. Steps of the same `gesture` (a drag) that follow each other are one
   * step; an empty gesture is a step of its own.
   */
  push(moment: Moment, gesture = ""): void {
    const goesOn = gesture !== "" && gesture === this.#gesture && !this.canRedo && this.#at > 0;
    if (!goesOn) this.#at++;
    this.#moments.length = this.#at;
    this.#moments.push(moment);
    if (this.#moments.length > MOST) {
      this.#moments.shift();
      this.#at--;
    }
    this.#gesture = gesture;
  }

  /** The gesture is over: the next step is a new one even if it is called the same. */
  endGesture(): void {
    this.#gesture = "";
  }

  undo(): Moment {
    this.endGesture();
    if (this.canUndo) this.#at--;
    return this.now;
  }

  redo(): Moment {
    this.endGesture();
    if (this.canRedo) this.#at++;
    return this.now;
  }
}
