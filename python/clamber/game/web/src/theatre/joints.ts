/** Where the drives are told to go against where the joints are, one small plot per axis. */

import { type Actor, type Block, blockOf, type Frame } from "./messages";
import { abbreviated, drawLine, FAINT, INK, Plot, SOFT, TARGET } from "./plot";

const SECONDS = 3;
const CELL = 62;
const LABEL = 15;
const NARROWEST = 104;
/** Width of the torque's bar at a plot's right edge. */
const TORQUE = 5;
const GAP = 8;
/** Ranges of angles are whole numbers of this, rad, so that they do not tremble. */
const STEP = 0.25;

export class Joints {
  readonly plot: Plot;
  readonly #actor: Actor;
  readonly #control: Block;
  readonly #position: Block;
  readonly #torque: Block;

  constructor(actor: Actor) {
    this.#actor = actor;
    this.#control = blockOf(actor, "control");
    this.#position = blockOf(actor, "joint_position");
    this.#torque = blockOf(actor, "joint_torque");
    this.plot = new Plot("Joint targets and positions over the last three seconds");
  }

  /** Whether targets are angles, which can be drawn beside the positions. */
  get targeted(): boolean {
    return this.#actor.control === "drive_target";
  }

  show(frames: readonly Frame[], actor: number): void {
    const { labels } = this.#position;
    const columns = Math.max(1, Math.floor((this.plot.width + GAP) / (NARROWEST + GAP)));
    const context = this.plot.begin(Math.ceil(labels.length / columns) * (CELL + GAP) - GAP);
    if (!context) return;
    const wide = (this.plot.width + GAP) / columns - GAP;
    const count = Math.round(SECONDS / this.#actor.frame_seconds);
    const recent = frames.slice(-count);
    const rows = recent.map((frame) => frame.rows[actor]!);
    // The newest is at the right edge, however few there are.
    const place = (index: number) => ((count - rows.length + index) / (count - 1)) * (wide - TORQUE - 3);
    labels.forEach((name, axis) => {
      context.save();
      context.translate((axis % columns) * (wide + GAP), Math.floor(axis / columns) * (CELL + GAP));
      this.#drawAxis(context, name, axis, rows, recent, place, wide);
      context.restore();
    });
  }

  /** Of the angles drawn: all that is in sight and the neutral angle, growing and shrinking in steps of a quarter rad. */
  #range(axis: number, rows: readonly Float32Array[]): [number, number] {
    let low = this.#actor.joints.neutral[axis]!;
    let high = low;
    for (const row of rows) {
      const position = row[this.#position.start + axis]!;
      const target = this.targeted ? row[this.#control.start + axis]! : position;
      low = Math.min(low, position, target);
      high = Math.max(high, position, target);
    }
    return [Math.floor((low - 0.05) / STEP) * STEP, Math.ceil((high + 0.05) / STEP) * STEP];
  }

  #drawAxis(
    context: CanvasRenderingContext2D,
    name: string,
    axis: number,
    rows: readonly Float32Array[],
    frames: readonly Frame[],
    place: (index: number) => number,
    wide: number,
  ): void {
    const { lower, upper, neutral, force_limit: limits } = this.#actor.joints;
    const [low, high] = this.#range(axis, rows);
    const height = (angle: number) => LABEL + (CELL - LABEL) * (1 - (angle - low) / Math.max(high - low, 1e-6));
    context.fillStyle = "#fff";
    context.fillRect(0, LABEL, wide, CELL - LABEL);
    context.fillStyle = FAINT;
    context.fillRect(0, Math.round(height(neutral[axis]!)), wide - TORQUE - 3, 1);
    context.fillStyle = SOFT;
    context.fillText(abbreviated(name), 0, LABEL / 2, wide);
    context.save();
    context.beginPath();
    context.rect(0, LABEL, wide, CELL - LABEL);
    context.clip();
    // A new episode breaks the line.
    const broken = (block: Block) =>
      rows.map((row, i) => (i > 0 && frames[i]!.state.time < frames[i - 1]!.state.time ? NaN : row[block.start + axis]!));
    if (this.targeted) {
      context.strokeStyle = TARGET;
      context.lineWidth = 1.25;
      drawLine(context, broken(this.#control), place, height);
    }
    context.strokeStyle = INK;
    context.lineWidth = 1.5;
    drawLine(context, broken(this.#position), place, height);
    // Limits that are in sight are drawn as what cannot be crossed.
    context.fillStyle = "rgb(210 56 47 / 0.18)";
    if (upper[axis]! < high) context.fillRect(0, LABEL, wide - TORQUE - 3, height(upper[axis]!) - LABEL);
    if (lower[axis]! > low) context.fillRect(0, height(lower[axis]!), wide - TORQUE - 3, CELL - height(lower[axis]!));
    const torque = (rows.at(-1)?.[this.#torque.start + axis] ?? 0) / Math.max(limits[axis] ?? 1, 1e-6);
    const half = (CELL - LABEL) / 2;
    const tall = Math.min(1, Math.abs(torque)) * half;
    context.fillStyle = FAINT;
    context.fillRect(wide - TORQUE, LABEL, TORQUE, 2 * half);
    context.fillStyle = Math.abs(torque) > 0.95 ? "#d2382f" : "#1f6fb8";
    context.fillRect(wide - TORQUE, LABEL + half - (torque > 0 ? tall : 0), TORQUE, tall);
    context.restore();
  }
}
