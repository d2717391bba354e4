/** Counts frames, a second of them at a time. */

/** Longer than that between two frames, the page was not in front. Seconds. */
const AWAY = 3;

export class FrameRate {
  #since = 0;
  #last = 0;
  #frames = 0;

  /** Counts a frame drawn at `now`, seconds; returns seconds per frame when a second of them is full, else null. */
  count(now: number): number | null {
    if (this.#since === 0 || now - this.#last > AWAY) [this.#since, this.#frames] = [now, -1];
    this.#last = now;
    this.#frames++;
    if (now - this.#since < 1) return null;
    const mean = (now - this.#since) / this.#frames;
    [this.#since, this.#frames] = [now, 0];
    return mean;
  }

  /** Begins anew: what comes next does not follow on what was. */
  forget(): void {
    this.#since = 0;
  }
}
