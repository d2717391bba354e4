/** One segment of a course as a card: its kind, how often it comes, and a slider with two ends per range. */

import { kindColour } from "../colours";
import { element, setText } from "../elements";
import { shown, tidy } from "./edits";
import { icon } from "../icons";
import { showNumber, showOnSlider } from "../typing";
import { RangeSlider } from "./range_slider";
import type { Advice, Kind, Problem, Range, SegmentSpec } from "./table_api";

const USUAL_MOST_WEIGHT = 4;
const ENDS = ["easy", "hard"] as const;

export interface CardActions {
  range(parameter: string, end: "easy" | "hard", range: Range, done: boolean): void;
  weight(value: number, done: boolean): void;
  kind(kind: number): void;
  /** Gives it the ranges of a new card of its kind; its weight stays. */
  reset(): void;
  move(by: number): void;
  /** The card was dragged onto a height of the window; `done` when it is let go. */
  drag(clientY: number, done: boolean): void;
  duplicate(): void;
  remove(): void;
  /** Its kind is (or is no longer) to be pointed out in the pictures. */
  point(on: boolean): void;
}

/** What a card shows. */
export interface CardContent {
  segment: SegmentSpec;
  index: number;
  count: number;
  /** Of all draws, 0 to 1; null where weights do not count. */
  share: number | null;
  difficulty: number;
  problems: readonly Problem[];
  advice: readonly Advice[];
}

interface Knob {
  sliders: Record<"easy" | "hard", RangeSlider>;
  now: HTMLElement;
  told: HTMLElement;
  row: HTMLElement;
}

export class Card {
  readonly root: HTMLElement;
  readonly kind: number;
  readonly #kind: Kind;
  readonly #actions: CardActions;
  readonly #title = element("span", { class: "d-card-title" });
  readonly #share = element("span", { class: "d-share" });
  readonly #weight: HTMLInputElement;
  readonly #weightField: HTMLInputElement;
  readonly #weightRow: HTMLElement;
  readonly #told = element("ul", { class: "d-told" });
  readonly #knobs = new Map<string, Knob>();
  readonly #up: HTMLButtonElement;
  readonly #down: HTMLButtonElement;
  readonly #open: HTMLButtonElement;
  readonly #inside: HTMLElement;

  constructor(kinds: readonly Kind[], content: CardContent, actions: CardActions) {
    this.kind = content.segment.kind;
    this.#kind = kinds[this.kind]!;
    this.#actions = actions;
    const { name } = this.#kind;
    this.#up = this.#button("up", `Move ${name} up`, () => actions.move(-1));
    this.#down = this.#button("down", `Move ${name} down`, () => actions.move(1));
    this.#open = element("button", { type: "button", class: "d-open", "aria-expanded": "false", onclick: () => this.setOpen(!this.isOpen) }, this.#title, this.#share, icon("chevron"));
    const head = element(
      "header", { class: "d-card-head" }, this.#grip(), this.#open,
      element("span", { class: "d-card-buttons" }, this.#up, this.#down, this.#button("copy", `Duplicate ${name}`, actions.duplicate), this.#button("bin", `Remove ${name}`, actions.remove)),
    );
    this.#weight = element("input", {
      type: "range", min: 0, step: 0.05, "aria-label": `Weight of ${name}`,
      oninput: () => actions.weight(tidy(this.#weight.valueAsNumber, false), false),
      onchange: () => actions.weight(tidy(this.#weight.valueAsNumber, false), true),
    });
    this.#weightField = element("input", {
      type: "number", min: 0, step: "any", "aria-label": `Weight of ${name}, number`,
      onchange: () => {
        if (Number.isFinite(this.#weightField.valueAsNumber)) actions.weight(this.#weightField.valueAsNumber, true);
        else this.#weightField.value = this.#weight.getAttribute("aria-valuetext") ?? "";
      },
    });
    this.#weightRow = element("label", { class: "d-weight", title: "How often it is drawn, relative to the others." }, "Weight", this.#weight, this.#weightField);
    this.#inside = element(
      "div", { class: "d-card-inside", hidden: true }, element("p", { class: "faint" }, this.#kind.summary), this.#kindRow(kinds),
      ...this.#kind.parameters.map((parameter) => this.#knobRow(parameter, content.segment)),
    );
    this.root = element(
      "li", { class: "d-card", style: `--kind: ${kindColour(this.kind)}`, onmouseenter: () => actions.point(true), onmouseleave: () => actions.point(false) },
      head, this.#weightRow, this.#told, this.#inside,
    );
    this.show(content);
  }

  get isOpen(): boolean {
    return !this.#inside.hidden;
  }

  /** Shows or hides the knobs. */
  setOpen(open: boolean): void {
    this.#inside.hidden = !open;
    this.#open.setAttribute("aria-expanded", String(open));
  }

  focus(): void {
    this.#open.focus();
  }

  focusKind(): void {
    this.root.querySelector<HTMLElement>(".d-kind-row select")?.focus();
  }

  show({ segment, index, count, share, difficulty, problems, advice }: CardContent): void {
    setText(this.#title, `${index + 1}. ${this.#kind.name}`);
    setText(this.#share, share === null ? "" : `${Math.round(share * 100)} %`);
    const focused = document.activeElement;
    this.#up.disabled = index === 0;
    this.#down.disabled = index === count - 1;
    // At the end of the row an arrow can go no further; the other one has the focus then.
    if (focused === this.#up && this.#up.disabled) this.#down.focus();
    if (focused === this.#down && this.#down.disabled) this.#up.focus();
    this.#weightRow.hidden = share === null;
    showOnSlider(this.#weight, segment.weight, USUAL_MOST_WEIGHT, shown(segment.weight));
    showNumber(this.#weightField, segment.weight, shown(segment.weight));
    for (const { name, easy, hard } of segment.parameters) {
      const knob = this.#knobs.get(name);
      if (!knob) continue;
      knob.sliders.easy.set(easy);
      knob.sliders.hard.set(hard);
      const at = (end: 0 | 1): string => shown(tidy(easy[end] + (hard[end] - easy[end]) * difficulty, false));
      setText(knob.now, at(0) === at(1) ? `now ${at(0)}` : `now ${at(0)} to ${at(1)}`);
      const bad = problems.filter(({ parameter }) => parameter === name);
      const warned = advice.filter(({ parameter }) => parameter === name);
      knob.row.classList.toggle("bad", bad.length > 0);
      knob.row.classList.toggle("warned", warned.length > 0);
      setText(knob.told, [...bad, ...warned].map(({ words }) => words.replace(/^[^:]*: /, "")).join(" "));
    }
    this.root.classList.toggle("bad", problems.length > 0);
    this.root.classList.toggle("warned", advice.length > 0);
    const own = [...problems.map(({ words }) => ["bad", words] as const), ...advice.map(({ words }) => ["warned", words] as const)];
    this.#told.replaceChildren(...own.map(([look, words]) => element("li", { class: look }, words.replace(/^[^:]*: /, ""))));
  }

  #button(picture: Parameters<typeof icon>[0], label: string, action: () => void): HTMLButtonElement {
    return element("button", { type: "button", class: "d-small", "aria-label": label, title: label, onclick: action }, icon(picture));
  }

  /** A handle by which the card is dragged to another place; the arrows do the same for a keyboard. */
  #grip(): HTMLElement {
    const grip = element("span", { class: "d-grip", title: "Drag to another place", "aria-hidden": "true" });
    grip.addEventListener("pointerdown", (down) => {
      down.preventDefault();
      this.root.classList.add("dragged");
      // The window listens: the card changes places under the hand, and no element keeps the pointer then.
      const over = new AbortController();
      const { signal } = over;
      const end = (event: PointerEvent): void => {
        over.abort();
        this.root.classList.remove("dragged");
        this.#actions.drag(event.clientY, true);
      };
      addEventListener("pointermove", (event) => this.#actions.drag(event.clientY, false), { signal });
      addEventListener("pointerup", end, { signal });
      addEventListener("pointercancel", end, { signal });
    });
    return grip;
  }

  #kindRow(kinds: readonly Kind[]): HTMLElement {
    const select: HTMLSelectElement = element(
      "select", { "aria-label": `Kind of ${this.#kind.name}`, onchange: () => this.#actions.kind(Number(select.value)) },
      ...kinds.map(({ kind, name }) => element("option", { value: kind, selected: kind === this.kind }, name)),
    );
    const reset = element(
      "button", { type: "button", class: "button d-plain", title: "Gives it the ranges that a new card of its kind has.", onclick: () => this.#actions.reset() },
      "Reset ranges",
    );
    return element("div", { class: "d-kind-row" }, element("label", {}, "Kind ", select), reset);
  }

  #knobRow(parameter: Kind["parameters"][number], segment: SegmentSpec): HTMLElement {
    const { name, meaning, minimum, maximum, unit, whole } = parameter;
    const given = segment.parameters.find((item) => item.name === name);
    const now = element("span", { class: "d-now" });
    const told = element("p", { class: "d-knob-told" });
    const sliders = Object.fromEntries(
      ENDS.map((end) => [
        end,
        new RangeSlider(
          {
            label: `${name} of ${this.#kind.name}, ${end}`, minimum, maximum, whole,
            changed: (range, done) => this.#actions.range(name, end, range, done),
          },
          given?.[end] ?? [minimum, minimum],
        ),
      ]),
    ) as Knob["sliders"];
    const row = element(
      "fieldset", { class: "d-knob" },
      element("legend", {}, element("b", {}, name), ` ${meaning}`),
      element("p", { class: "d-limits" }, `${shown(minimum)} to ${shown(maximum)} ${unit}${whole ? " whole numbers" : ""}`.trim(), now),
      ...ENDS.map((end) =>
        element(
          "div", { class: "d-end", title: `Drawn evenly between these two at difficulty ${end === "easy" ? 0 : 1}${unit ? ` (${unit})` : ""}.` },
          element("span", { class: "d-end-name" }, end === "easy" ? "Easy" : "Hard"), sliders[end].root,
        ),
      ),
      told,
    );
    this.#knobs.set(name, { sliders, now, told, row });
    return row;
  }
}
