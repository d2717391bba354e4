/** Which foot is on the ground when: a gait diagram after Hildebrand, time to the right, the newest at the edge. */

import { type Actor, type Block, blockOf, type Frame } from "./messages";
import { FAINT, footName, INK, Plot, SOFT } from "./plot";

const SECONDS = 4;
const ROW = 18;
const BAR = 12;
const LABEL = 76;
const SHARE = 40;
const AXIS = 16;

export class Gait {
  readonly plot = new Plot("Gait diagram: which foot is on the ground over the last four seconds");
  readonly #block: Block;
  readonly #seconds: number;

  constructor(actor: Actor) {
    this.#block = blockOf(actor, "foot_contact");
    this.#seconds = actor.frame_seconds;
  }

  show(frames: readonly Frame[], actor: number): void {
    const { labels, start } = this.#block;
    const context = this.plot.begin(labels.length * ROW + AXIS);
    if (!context) return;
    const count = Math.round(SECONDS / this.#seconds);
    const recent = frames.slice(-count);
    const wide = this.plot.width - LABEL - SHARE;
    const step = wide / count;
    const left = LABEL + (count - recent.length) * step;
    labels.forEach((name, foot) => {
      const y = foot * ROW + ROW / 2;
      context.fillStyle = SOFT;
      context.textAlign = "left";
      context.fillText(footName(name), 0, y, LABEL - 6);
      context.fillStyle = "#fff";
      context.fillRect(LABEL, y - BAR / 2, wide, BAR);
      context.fillStyle = INK;
      let touching = 0;
      for (let i = 0; i < recent.length; ) {
        let end = i;
        while (end < recent.length && recent[end]!.rows[actor]![start + foot]! > 0.5) end++;
        if (end > i) context.fillRect(left + i * step, y - BAR / 2, (end - i) * step + 0.25, BAR);
        touching += end - i;
        i = Math.max(end, i + 1);
      }
      context.fillStyle = SOFT;
      context.textAlign = "right";
      context.fillText(recent.length > 0 ? `${Math.round((100 * touching) / recent.length)} %` : "", LABEL + wide + SHARE - 2, y);
    });
    // Where a new episode began.
    context.fillStyle = "#d2382f";
    recent.forEach(({ state }, i) => {
      if (i > 0 && state.time < recent[i - 1]!.state.time) context.fillRect(left + i * step - 0.75, 0, 1.5, labels.length * ROW);
    });
    context.fillStyle = FAINT;
    context.textAlign = "center";
    for (let ago = 0; ago <= SECONDS; ago++) {
      const x = LABEL + wide * (1 - ago / SECONDS);
      context.fillStyle = FAINT;
      context.fillRect(Math.min(x, LABEL + wide - 1), 0, 1, labels.length * ROW + 2);
      context.fillStyle = SOFT;
      context.fillText(ago === 0 ? "now" : `−${ago} s`, x, labels.length * ROW + 10);
    }
    context.textAlign = "left";
  }
}
