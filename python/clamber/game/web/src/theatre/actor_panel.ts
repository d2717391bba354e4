/** All that is told of one creature: figures, rewards, gait, joints, senses, value. */

import { teamColour } from "../colours";
import { element, setText } from "../elements";
import type { Racer } from "../started";
import { Gait } from "./gait";
import { Joints } from "./joints";
import { type Actor, blockOf, type Ended, type Frame } from "./messages";
import { words } from "./plot";
import { Rewards } from "./rewards";
import { Senses } from "./senses";
import { Value } from "./value";

/** Endings in plain words. */
const CAUSES: Record<string, string> = {
  fell_over: "fell over",
  fatal_contact: "touched the ground with its body",
  out_of_bounds: "left the lane",
  stuck: "got stuck",
  success: "reached the finish",
  time_out: "ran out of time",
  broken: "broke the physics",
};

/** How an ending reads: "fell over after 1.9 s and 2.3 m". */
export function tellEnding({ cause, seconds, distance }: Ended): string {
  return `${CAUSES[cause] ?? words(cause)} after ${seconds.toFixed(1)} s and ${distance.toFixed(1)} m`;
}

export class ActorPanel {
  readonly root: HTMLElement;
  readonly #index: number;
  readonly #actor: Actor;
  readonly #parts: { show(frames: readonly Frame[], actor: number): void }[];
  readonly #figures: Record<"time" | "distance" | "speed" | "reward", HTMLElement>;
  readonly #ending = element("p", { class: "theatre-ending", "aria-live": "polite" });

  /** `watch` is called when the camera shall follow this one; left out where there is no other. */
  constructor(index: number, actor: Actor, racer: Racer, watch?: () => void) {
    this.#index = index;
    this.#actor = actor;
    const figure = (label: string) => {
      const number = element("b", {}, "0");
      return { number, whole: element("div", { class: "theatre-figure" }, number, element("span", {}, label)) };
    };
    const figures = { time: figure("seconds"), distance: figure("metres"), speed: figure("m/s"), reward: figure("reward") };
    this.#figures = { time: figures.time.number, distance: figures.distance.number, speed: figures.speed.number, reward: figures.reward.number };
    const [rewards, gait, joints, senses, value] = [new Rewards(actor), new Gait(actor), new Joints(actor), new Senses(actor), new Value(actor)];
    this.#parts = [rewards, gait, joints, senses, value];
    const card = (title: string, note: string, content: Node) =>
      element("section", { class: "theatre-card" }, element("h3", {}, title, element("small", {}, note)), content);
    const targets = joints.targeted
      ? element("small", {}, element("i", { class: "theatre-key theatre-key-target" }), "target ", element("i", { class: "theatre-key" }), "position ", element("i", { class: "theatre-key theatre-key-torque" }), "torque")
      : element("small", {}, element("i", { class: "theatre-key" }), "position ", element("i", { class: "theatre-key theatre-key-torque" }), "torque");
    this.root = element(
      "article",
      { class: "theatre-actor", "aria-label": racer.name },
      element(
        "header",
        {},
        element("span", { class: "theatre-chip", style: `background:${teamColour(index)}` }),
        element("h2", {}, racer.brain ?? "No brain"),
        element("span", { class: "theatre-task" }, racer.task),
        watch && element("button", { type: "button", class: "button theatre-watch", onclick: watch, "aria-label": `Follow ${racer.brain ?? "the one without a brain"}` }, "follow"),
      ),
      element("div", { class: "theatre-figures" }, ...Object.values(figures).map(({ whole }) => whole)),
      this.#ending,
      card("Rewards", "mean of half a second", rewards.root),
      card("Feet on the ground", "", gait.plot.canvas),
      element("section", { class: "theatre-card" }, element("h3", {}, "Joints", targets), joints.plot.canvas),
      card("Senses", "all the brain is fed", senses.root),
      card("Value", "", value.root),
    );
  }

  /** Frames up to the one looked at. */
  show(frames: readonly Frame[]): void {
    const row = frames.at(-1)?.rows[this.#index];
    if (!row) return;
    const number = (name: string) => row[blockOf(this.#actor, name).start]!.toFixed(2).replace("-", "−");
    setText(this.#figures.time, number("time"));
    setText(this.#figures.distance, number("root_position"));
    setText(this.#figures.speed, number("base_lin_vel"));
    setText(this.#figures.reward, number("return"));
    for (const part of this.#parts) part.show(frames, this.#index);
  }

  /** Tells how the episode ended; null when the next one begins. */
  end(ended: Ended | null): void {
    setText(this.#ending, ended ? tellEnding(ended) : "");
    this.#ending.classList.toggle("theatre-good", ended?.cause === "success" || ended?.cause === "time_out");
  }
}
