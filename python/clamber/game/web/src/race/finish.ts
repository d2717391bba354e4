/** The table at the end of a race. */

import { teamColour } from "../colours";
import { element } from "../elements";
import type { Started } from "../started";
import { clockText } from "./standings_view";
import type { Standing } from "./session";

export interface FinishHandlers {
  again(): void;
  newSeed(): void;
  change(): void;
}

/** The first three who arrive. */
const MEDALS = ["medal", "medal second", "medal third"];

export class FinishTable {
  readonly root: HTMLDialogElement;
  readonly #title = element("h2", { id: "finish-title" });
  readonly #record = element("p", { class: "record" });
  readonly #body = element("tbody");

  constructor(handlers: FinishHandlers) {
    const act = (text: string, kind: string, id: string, what: () => void): HTMLButtonElement =>
      element("button", { type: "button", class: `button ${kind}`, id, onclick: () => { this.hide(); what(); } }, text);
    this.root = element(
      "dialog",
      { class: "finish card", tabindex: -1, "aria-labelledby": "finish-title" },
      this.#title,
      this.#record,
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, ...["", "Creature", "Time", "Distance", "Falls"].map((text) => element("th", { scope: "col" }, text)))),
        this.#body,
      ),
      element(
        "div",
        { class: "together" },
        act("New seed", "primary", "finish-new-seed", () => handlers.newSeed()),
        act("Same again", "", "finish-again", () => handlers.again()),
        act("Change creatures", "", "finish-change", () => handlers.change()),
        element("button", { type: "button", class: "button", id: "finish-close", onclick: () => this.hide() }, "Look around"),
      ),
    );
  }

  /** Shows who came where. */
  show(started: Started, standings: readonly Standing[]): void {
    const order = [...standings].sort((a, b) => a.place - b.place);
    const first = order[0];
    if (!first) return;
    const name = (creature: number): string => started.creatures[creature]?.name ?? "?";
    const arrived = first.finished_at !== null;
    this.#title.textContent = arrived ? `${name(first.creature)} wins!` : `Nobody arrived; ${name(first.creature)} came furthest`;
    const better = arrived && (started.best === null || first.finished_at! < started.best);
    this.#record.textContent = better
      ? "A new best time on this course."
      : started.best === null ? "" : `The best time on this course is ${clockText(started.best)}.`;
    this.#record.classList.toggle("new", better);
    this.#body.replaceChildren(
      ...order.map(({ creature, place, distance, falls, finished_at }) =>
        element(
          "tr",
          {},
          element("td", { class: "place" }, element("span", { class: finished_at === null ? "" : (MEDALS[place - 1] ?? "") }, String(place))),
          element("th", { scope: "row" }, element("span", { class: "chip", style: `background:${teamColour(creature)}`, "aria-hidden": "true" }, String(creature + 1)), name(creature)),
          element("td", {}, finished_at === null ? "—" : clockText(finished_at)),
          element("td", {}, `${distance.toFixed(1)} m`),
          element("td", {}, String(falls)),
        ),
      ),
    );
    if (this.root.open) return;
    // Not modal: the race goes on being a pleasure to watch behind it.
    this.root.show();
    // The table, not a button of it: whoever is about to press Space means to pause.
    this.root.focus();
  }

  hide(): void {
    if (this.root.open) this.root.close();
  }
}
