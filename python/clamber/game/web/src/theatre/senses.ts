/** What the brain is fed: every named block of both sensors, as bars around zero; the terrain as a map from above. */

import { element, setText } from "../elements";
import { type Actor, type Block, type Frame, numbersOf } from "./messages";
import { DOWN, FAINT, INK, Plot, SOFT, UP, words } from "./plot";

const TALL = 34;
/** Bars reach their full length at this, where a block has a size of its own; others grow with what was seen. */
const FULL: Record<string, number> = { projected_gravity: 1, foot_contacts: 1, last_action: 1, base_height: 2 };
/** Colours of the map from above reach their full strength this far from level, leg lengths. */
const STEEP = 0.25;

interface Shown {
  block: Block;
  plot: Plot;
  numbers: HTMLElement | null;
  scale: number;
}

export class Senses {
  readonly root: HTMLElement;
  readonly #actor: Actor;
  readonly #shown: Shown[] = [];

  constructor(actor: Actor) {
    this.#actor = actor;
    this.root = element("div", { class: "theatre-senses" });
    for (const block of actor.blocks) {
      if (block.group !== "obs_0" && block.group !== "obs_1") continue;
      const plot = new Plot(`${words(block.name)}: ${block.text}`);
      const numbers = block.size <= 3 ? element("span", { class: "theatre-number" }) : null;
      const unit = block.unit ? ` (${block.unit})` : "";
      const place = `${block.group}, ${block.size} from ${block.start - this.#first(block.group)}`;
      const name = element("span", { class: "theatre-name" }, words(block.name), element("small", {}, unit));
      this.root.append(
        element(
          "div",
          { class: `theatre-sense theatre-sense-${block.name === "height_scan" ? "wide" : block.size > 6 ? "many" : "few"}`, title: `${block.text} (${place})` },
          element("div", { class: "theatre-sense-head" }, name, numbers),
          plot.canvas,
        ),
      );
      this.#shown.push({ block, plot, numbers, scale: FULL[block.name] ?? 0.5 });
    }
  }

  show(frames: readonly Frame[], actor: number): void {
    const row = frames.at(-1)!.rows[actor]!;
    for (const shown of this.#shown) {
      const values = numbersOf(row, shown.block);
      if (shown.numbers) setText(shown.numbers, [...values].map((value) => value.toFixed(2).replace("-", "−")).join("  "));
      if (shown.block.name === "height_scan") this.#drawMap(shown.plot, values, row);
      else this.#drawBars(shown, values);
    }
  }

  /** Index in the row at which a sensor begins. */
  #first(group: Block["group"]): number {
    return this.#actor.blocks.find((block) => block.group === group)!.start;
  }

  #drawBars(shown: Shown, values: Float32Array): void {
    const context = shown.plot.begin(TALL);
    if (!context) return;
    if (FULL[shown.block.name] === undefined) {
      for (const value of values) shown.scale = Math.max(shown.scale, Math.abs(value));
    }
    const middle = TALL / 2;
    const step = shown.plot.width / values.length;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, shown.plot.width, TALL);
    context.fillStyle = FAINT;
    context.fillRect(0, middle, shown.plot.width, 1);
    values.forEach((value, i) => {
      const share = Math.max(-1, Math.min(1, value / shown.scale));
      const tall = Math.max(Math.abs(share) * (middle - 1), 0.5);
      context.fillStyle = share < 0 ? "#8a5a2c" : INK;
      context.fillRect(i * step + step * 0.14, share < 0 ? middle : middle - tall, step * 0.72, tall);
    });
  }

  /** Seen from above, forward to the right and left up, as the creature has it; level ground white, holes dark. */
  #drawMap(plot: Plot, values: Float32Array, row: Float32Array): void {
    const { floor_forward: forward, floor_side: side, floor_clip: clip } = this.#actor.terrain;
    const cell = Math.min(16, plot.width / forward.length);
    const context = plot.begin(Math.ceil(cell * side.length));
    if (!context) return;
    const height = this.#actor.blocks.find((block) => block.name === "base_height")!;
    const level = -row[height.start]!;
    const wide = plot.width / forward.length;
    forward.forEach((x, i) => {
      side.forEach((_, k) => {
        const value = values[i * side.length + k]!;
        const share = Math.max(-1, Math.min(1, (value - level) / STEEP));
        context.fillStyle = value <= clip[0] + 1e-3 ? "#1b1030" : mixed("#ffffff", share < 0 ? DOWN : UP, Math.abs(share));
        context.fillRect(i * wide + 0.5, (side.length - 1 - k) * cell + 0.5, wide - 1, cell - 1);
      });
      if (x === 0) {
        context.strokeStyle = SOFT;
        context.strokeRect(i * wide + 0.5, 0.5, wide - 1, cell * side.length - 1);
      }
    });
  }
}

function mixed(from: string, to: string, share: number): string {
  const part = (colour: string, i: number) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  const parts = [0, 1, 2].map((i) => Math.round(part(from, i) + (part(to, i) - part(from, i)) * share));
  return `rgb(${parts.join(" ")})`;
}
