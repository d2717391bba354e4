/** What each reward term pays: one bar per term, now and over the episode. */

import { element, setText } from "../elements";
import { type Actor, type Block, blockOf, type Frame, numbersOf } from "./messages";
import { words } from "./plot";

/** Terms are averaged over this, seconds: single decisions flicker. */
const AVERAGED = 0.5;
/** Bars are drawn against the largest of the last seconds; how much of that is left after each frame. */
const LEFT = 0.97;

interface Row {
  bar: HTMLElement;
  now: HTMLElement;
  sum: HTMLElement;
}

export class Rewards {
  readonly root: HTMLElement;
  readonly #block: Block;
  readonly #sums: Block;
  readonly #return: Block;
  readonly #reward: Block;
  readonly #seconds: number;
  readonly #rows: Row[] = [];
  readonly #total: Row;
  #scale = 0.1;

  constructor(actor: Actor) {
    this.#block = blockOf(actor, "reward_terms");
    this.#sums = blockOf(actor, "episode_terms");
    this.#return = blockOf(actor, "return");
    this.#reward = blockOf(actor, "reward");
    this.#seconds = actor.frame_seconds;
    const head = element(
      "div",
      { class: "theatre-reward theatre-reward-head" },
      element("span", {}, "term"),
      element("span", {}),
      element("span", {}, "per s"),
      element("span", {}, "episode"),
    );
    this.root = element("div", { class: "theatre-rewards" }, head);
    for (const { name, weight, text } of actor.rewards) {
      this.#rows.push(this.#newRow(words(name), `${text} Weight ${weight} per second.`));
    }
    this.#total = this.#newRow("reward", "The sum of all terms: what a learner gets.", false);
    this.root.lastElementChild!.classList.add("theatre-reward-total");
  }

  /** Frames up to the one looked at, of this actor's row. */
  show(frames: readonly Frame[], actor: number): void {
    const wanted = Math.max(1, Math.round(AVERAGED / this.#seconds));
    // An average does not reach back into the episode before: to where the time last went back.
    let first = frames.length - 1;
    while (first > 0 && frames.length - first < wanted && frames[first - 1]!.state.time < frames[first]!.state.time) first--;
    const recent = frames.slice(first).filter(({ state }) => state.time > 0);
    const sums = new Float64Array(this.#block.size);
    let reward = 0;
    for (const { rows } of recent) {
      const row = rows[actor]!;
      numbersOf(row, this.#block).forEach((value, k) => (sums[k]! += value));
      reward += row[this.#reward.start]!;
    }
    const span = Math.max(1, recent.length) * this.#seconds;
    const means = [...sums].map((sum) => sum / span);
    this.#scale = Math.max(0.1, this.#scale * LEFT, ...means.map(Math.abs));
    const row = frames.at(-1)!.rows[actor]!;
    const totals = numbersOf(row, this.#sums);
    this.#rows.forEach((shown, k) => this.#fill(shown, means[k]!, totals[k]!));
    this.#fill(this.#total, reward / span, row[this.#return.start]!);
  }

  #newRow(name: string, title: string, barred = true): Row {
    const bar = element("span", { class: "theatre-bar-fill" });
    const now = element("span", { class: "theatre-number" });
    const sum = element("span", { class: "theatre-number" });
    this.root.append(
      element("div", { class: "theatre-reward", title }, element("span", { class: "theatre-name" }, name), element("span", { class: barred ? "theatre-bar" : "" }, barred && bar), now, sum),
    );
    return { bar, now, sum };
  }

  #fill(row: Row, perSecond: number, total: number): void {
    const share = Math.max(-1, Math.min(1, perSecond / this.#scale));
    row.bar.style.left = share < 0 ? `${50 + 50 * share}%` : "50%";
    row.bar.style.width = `${Math.abs(share) * 50}%`;
    row.bar.classList.toggle("theatre-negative", share < 0);
    setText(row.now, signed(perSecond));
    setText(row.sum, signed(total));
  }
}

function signed(value: number): string {
  const text = Math.abs(value) < 0.005 ? "0.00" : Math.abs(value).toFixed(2);
  return value < 0 && text !== "0.00" ? `−${text}` : text;
}
