/** The table of who is where: place, distance, speed, falls. A click (or the number's key) watches that creature. */

import { teamColour } from "../colours";
import { element, setText } from "../elements";
import { racersOf, type Started } from "../started";
import type { Standing } from "./session";

interface Row {
  row: HTMLTableRowElement;
  place: HTMLElement;
  distance: HTMLElement;
  speed: HTMLElement;
  falls: HTMLElement;
}

/** Minutes and seconds, as on a stopwatch. */
export function clockText(seconds: number): string {
  const tenths = Math.round(10 * Math.max(0, seconds));
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${((tenths - 600 * minutes) / 10).toFixed(1).padStart(4, "0")}`;
}

function cell(name: string): HTMLElement {
  return element("td", { class: name });
}

export class StandingsView {
  readonly root = element("div", { class: "standings card" });
  readonly #body = element("tbody");
  readonly #watch: (creature: number) => void;
  #rows: Row[] = [];

  /** `watch` is called with the creature that shall be watched. */
  constructor(watch: (creature: number) => void) {
    this.#watch = watch;
    this.root.append(
      element(
        "table",
        {},
        element("caption", { class: "unseen" }, "Standings"),
        element(
          "thead",
          {},
          element("tr", {}, ...["", "Creature", "m", "m/s", "Falls"].map((text) => element("th", { scope: "col" }, text))),
        ),
        this.#body,
      ),
    );
  }

  setRace(started: Started): void {
    this.#rows = racersOf(started)
      .map((creature, index) => {
        const [place, distance, speed, falls] = [cell("place"), cell("distance"), cell("speed"), cell("falls")];
        const button = element(
          "button",
          { type: "button", title: `Watch ${creature.name}`, onclick: () => this.#watch(index) },
          element("span", { class: "chip", style: `background:${teamColour(index)}`, "aria-hidden": "true" }, String(index + 1)),
          element("span", { class: "who" }, creature.name),
        );
        const row = element("tr", { "data-creature": index }, place, element("th", { scope: "row" }, button), distance, speed, falls);
        return { row, place, distance, speed, falls };
      });
    this.#body.replaceChildren(...this.#rows.map(({ row }) => row));
    this.show(
      this.#rows.map((_, creature) => ({ creature, place: creature + 1, distance: 0, speed: 0, falls: 0, finished_at: null })),
      -1,
    );
  }

  /** Writes the numbers and puts the rows in order. */
  show(standings: readonly Standing[], watched: number): void {
    const order = [...standings].sort((a, b) => a.place - b.place);
    for (const { creature, place, distance, speed, falls, finished_at } of order) {
      const row = this.#rows[creature];
      if (!row) continue;
      setText(row.place, String(place));
      setText(row.distance, finished_at === null ? distance.toFixed(1) : clockText(finished_at));
      setText(row.speed, finished_at === null ? Math.max(0, speed).toFixed(1) : "");
      setText(row.falls, String(falls));
      row.row.classList.toggle("finished", finished_at !== null);
      row.row.classList.toggle("watched", creature === watched);
    }
    const rows = order.map(({ creature }) => this.#rows[creature]?.row).filter((row) => row !== undefined);
    if (!rows.some((row, i) => this.#body.children[i] !== row)) return;
    // A row that is put elsewhere loses the focus.
    const focused = document.activeElement;
    this.#body.append(...rows);
    if (focused instanceof HTMLElement && this.#body.contains(focused)) focused.focus({ preventScroll: true });
  }
}
