/** Plays states at the screen's rate: keeps those that came and shows the moment a little behind the newest. */

import { between, type State } from "./state";

/** How far the shown moment lies behind the newest state, seconds of play: covers what the network and a busy machine add. */
const DELAY = 0.08;
/** Further off than this, the clock jumps rather than catches up. Seconds. */
const LOST = 0.5;
const KEPT = 64;

export class Timeline {
  #states: State[] = [];
  #clock = -Infinity;
  /** Simulated seconds per second of watching. */
  rate = 1;

  /** Adds a state that has come. One with an earlier time than the newest begins a new timeline. */
  push(state: State): void {
    const newest = this.#states.at(-1);
    if (newest && state.time < newest.time) this.clear();
    this.#states.push(state);
    if (this.#states.length > KEPT) this.#states.shift();
  }

  clear(): void {
    this.#states = [];
    this.#clock = -Infinity;
  }

  get newest(): State | null {
    return this.#states.at(-1) ?? null;
  }

  /** Moves the clock by `seconds` of watching and returns the moment to show; null before the first state. */
  advance(seconds: number): State | null {
    const newest = this.#states.at(-1);
    if (!newest) return null;
    const wanted = newest.time - DELAY * this.rate;
    this.#clock += seconds * this.rate;
    const error = wanted - this.#clock;
    if (!(Math.abs(error) < LOST)) this.#clock = wanted;
    else this.#clock += error * Math.min(1, 2 * seconds);
    this.#clock = Math.min(this.#clock, newest.time);
    return this.at(this.#clock);
  }

  /** The moment at a simulated time, held at the first and the last state. */
  at(time: number): State | null {
    const states = this.#states;
    if (states.length === 0) return null;
    let high = states.findIndex((state) => state.time >= time);
    if (high < 0) high = states.length - 1;
    const to = states[high]!;
    const from = states[Math.max(0, high - 1)]!;
    const span = to.time - from.time;
    return span > 0 ? between(from, to, Math.min(1, Math.max(0, (time - from.time) / span))) : to;
  }
}
