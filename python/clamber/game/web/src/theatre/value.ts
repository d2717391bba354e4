/** What the brain expects of the rest of the episode, where it tells. */

import { element } from "../elements";
import { type Actor, blockOf, type Frame } from "./messages";
import { drawLine, FAINT, INK, Plot, SOFT } from "./plot";

const SECONDS = 10;
const TALL = 70;

export class Value {
  readonly root: HTMLElement;
  readonly #plot: Plot | null;
  readonly #actor: Actor;

  constructor(actor: Actor) {
    this.#actor = actor;
    if (actor.value) {
      this.#plot = new Plot("The brain's value over the last ten seconds");
      this.root = element("div", {}, this.#plot.canvas);
    } else {
      this.#plot = null;
      this.root = element("p", { class: "theatre-note" }, "This brain tells no value: an .onnx for the game holds the policy alone. One with an output called “value” is plotted here.");
    }
  }

  show(frames: readonly Frame[], actor: number): void {
    const context = this.#plot?.begin(TALL);
    if (!context || !this.#plot) return;
    const count = Math.round(SECONDS / this.#actor.frame_seconds);
    const start = blockOf(this.#actor, "value").start;
    const values = frames.slice(-count).map(({ rows }) => rows[actor]![start]!);
    const low = Math.min(0, ...values);
    const high = Math.max(1e-3, ...values);
    const height = (value: number) => TALL - 4 - ((value - low) / (high - low)) * (TALL - 8);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, this.#plot.width, TALL);
    context.fillStyle = FAINT;
    context.fillRect(0, height(0), this.#plot.width, 1);
    context.strokeStyle = INK;
    context.lineWidth = 1.5;
    drawLine(context, values, (i) => ((count - values.length + i) / (count - 1)) * this.#plot!.width, height);
    context.fillStyle = SOFT;
    context.fillText((values.at(-1) ?? 0).toFixed(2), 4, 10);
  }
}
