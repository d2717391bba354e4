/** The whole course as a strip: segments in their colours, creatures where they are. It is the colours' legend too. */

import type { Segment } from "../api";
import { KINDS, kindColour, teamColour } from "../colours";
import { element, setText } from "../elements";
import type { Started } from "../started";
import type { State } from "../state";

export class TrackMap {
  readonly root = element("div", { class: "track card", role: "img" });
  readonly #strip = element("div", { class: "strip" });
  readonly #now = element("div", { class: "track-now" });
  #marks: HTMLElement[] = [];
  #started: Started | null = null;

  constructor() {
    this.root.append(this.#now, this.#strip);
  }

  /** Draws another course. */
  setRace(started: Started): void {
    this.#started = started;
    const { length, segments } = started.course;
    const percent = (x: number): string => `${((x / length) * 100).toFixed(3)}%`;
    const parts = segments.map((segment) => {
      const { name } = KINDS[segment.kind] ?? KINDS[0]!;
      const place = `left:${percent(segment.start)};width:${percent(segment.end - segment.start)};background:${kindColour(segment.kind)}`;
      const wide = (segment.end - segment.start) / length > 0.006 * name.length + 0.01;
      return element("span", { class: "segment", style: place, title: name }, wide && element("span", {}, name));
    });
    this.#marks = started.creatures.map((creature, index) =>
      element("span", {
        class: creature.ghost ? "mark ghost" : "mark",
        style: `--team:${creature.ghost ? "#ffffff" : teamColour(index)}`,
        title: creature.name,
      }),
    );
    this.#strip.replaceChildren(...parts, ...this.#marks);
    const kinds = [...new Set(segments.map(({ kind }) => (KINDS[kind] ?? KINDS[0]!).name))];
    this.root.setAttribute("aria-label", `The course: ${kinds.join(", ") || "level ground"}, ${length.toFixed(0)} metres`);
    this.#say(0, null);
  }

  /** Moves the creatures' marks; `watched` decides which segment is named. */
  show(state: State, watched: number): void {
    if (!this.#started) return;
    const { length, segments } = this.#started.course;
    this.#marks.forEach((mark, index) => {
      const x = state.creatures[index]?.root[0] ?? 0;
      const share = Math.min(1, Math.max(0, x / length));
      mark.style.left = `${(share * 100).toFixed(2)}%`;
      mark.classList.toggle("watched", index === watched);
    });
    const x = state.creatures[watched]?.root[0] ?? 0;
    this.#say(x, segments.find(({ start, end }) => start <= x && x <= end) ?? null);
  }

  #say(x: number, segment: Segment | null): void {
    const length = this.#started?.course.length ?? 0;
    const name = segment ? (KINDS[segment.kind] ?? KINDS[0]!).name : x >= length ? "Finish" : "Level ground";
    setText(this.#now, name);
    this.#now.style.setProperty("--kind", kindColour(segment?.kind ?? 0));
  }
}
