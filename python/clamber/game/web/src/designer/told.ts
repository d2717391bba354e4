/** What is wrong with the course and what is too much for the creature, in plain words, and what stands on it. */

import { element, setText } from "../elements";
import type { Preview } from "./table_api";

export class Told {
  readonly root: HTMLElement;
  readonly #list = element("ul", { class: "d-words" });
  readonly #summary = element("p", { class: "d-summary" });
  readonly #reveal: (segment: number) => void;

  /** `reveal` is called with a card's index when what is said of it is clicked. */
  constructor(reveal: (segment: number) => void) {
    this.#reveal = reveal;
    this.root = element("section", { class: "d-told-all", "aria-label": "What is to be said of the course", "aria-live": "polite" }, this.#list, this.#summary);
  }

  show({ problems, advice, note, summary }: Preview): void {
    const line = (look: string, words: string, segment: number): HTMLElement =>
      element("li", { class: look }, segment >= 0 ? element("button", { type: "button", onclick: () => this.#reveal(segment) }, words) : words);
    const lines = [
      ...problems.map(({ words, segment }) => ["bad", words, segment] as const),
      ...advice.map(({ words, segment }) => ["warned", words, segment] as const),
      ...(note ? [["warned", note, -1] as const] : []),
    ];
    const text = lines.map((line) => line.join(" ")).join("\n");
    if (this.#list.dataset["text"] !== text) {
      this.#list.dataset["text"] = text;
      this.#list.replaceChildren(...lines.map(([look, words, segment]) => line(look, words, segment)));
    }
    setText(this.#summary, problems.length > 0 ? "The picture shows the last course that was sound." : summary);
  }
}
