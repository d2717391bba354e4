/** The course's own fields: what it says of itself, how long, how wide, how segments follow each other. */

import { element, setText } from "../elements";
import { showNumber, showOnSlider } from "../typing";
import { shown, withFields } from "./edits";
import type { Moment } from "./history";
import { RangeSlider } from "./range_slider";
import type { LaneField, LaneNumber, Problem, Range, TableContent } from "./table_api";

/** Sliders end here where more is allowed, leg lengths: what people use. More can be typed. */
const USUAL: Partial<Record<LaneField["name"], number>> = { length: 120, width: 12, start_length: 10, spacing: 8 };

/** Where a slider stands: on one of its steps, which three digits may be too few for. */
function placed(slider: HTMLInputElement): number {
  return Number(slider.valueAsNumber.toFixed(4));
}

export interface LaneActions {
  change(edit: (moment: Moment) => Moment, gesture: string): void;
  done(): void;
}

export class LaneFields {
  readonly root: HTMLElement;
  readonly #description: HTMLTextAreaElement;
  readonly #arrangement: HTMLSelectElement;
  readonly #meaning = element("p", { class: "faint" });
  readonly #arrangements: TableContent["arrangements"];
  readonly #numbers = new Map<LaneNumber, { slider: HTMLInputElement; field: HTMLInputElement; told: HTMLElement }>();
  #spacing: { slider: RangeSlider; told: HTMLElement } | null = null;

  constructor(table: TableContent, actions: LaneActions) {
    this.#arrangements = table.arrangements;
    this.#description = element("textarea", {
      rows: 2, "aria-label": "Description",
      onchange: () => actions.change((moment) => withFields(moment, { description: this.#description.value.trim() }), ""),
    });
    this.#arrangement = element(
      "select", { onchange: () => actions.change((moment) => withFields(moment, { arrangement: Number(this.#arrangement.value) }), "") },
      ...table.arrangements.map(({ value, name }) => element("option", { value }, name)),
    );
    this.root = element(
      "details", { class: "d-lane" },
      element("summary", {}, element("b", {}, "The lane"), element("span", { class: "d-lane-summary" })),
      element("label", { class: "field" }, "Description", this.#description),
      element("label", { class: "field" }, "Arrangement", this.#arrangement), this.#meaning,
      ...table.lane.map((field) => (field.range ? this.#spacingRow(field, actions) : this.#numberRow(field, field.name as LaneNumber, actions))),
    );
  }

  show({ course }: Moment, problems: readonly Problem[]): void {
    if (document.activeElement !== this.#description) this.#description.value = course.description;
    this.#arrangement.value = String(course.arrangement);
    setText(this.#meaning, this.#arrangements.find(({ value }) => value === course.arrangement)?.meaning ?? "");
    const wrong = (name: string): string => problems.filter(({ field }) => field === name).map(({ words }) => words).join(" ");
    for (const [name, { slider, field, told }] of this.#numbers) {
      showOnSlider(slider, course[name], Number(slider.dataset["usual"]), shown(course[name]));
      showNumber(field, course[name], shown(course[name]));
      setText(told, wrong(name));
    }
    this.#spacing?.slider.set(course.spacing);
    if (this.#spacing) setText(this.#spacing.told, wrong("spacing"));
    const summary = this.root.querySelector(".d-lane-summary")!;
    const arrangement = this.#arrangements.find(({ value }) => value === course.arrangement)?.name ?? "";
    setText(summary, `${shown(course.length)} long, ${shown(course.width)} wide, ${arrangement.toLowerCase()}`);
  }

  #row({ label, meaning, minimum, maximum, unit }: LaneField, inside: HTMLElement, told: HTMLElement): HTMLElement {
    const limits = `${shown(minimum)} to ${shown(maximum)} ${unit}`.trim();
    return element("fieldset", { class: "d-knob" }, element("legend", {}, element("b", {}, label), ` ${meaning}`), element("p", { class: "d-limits" }, limits), inside, told);
  }

  #numberRow(lane: LaneField, name: LaneNumber, actions: LaneActions): HTMLElement {
    const usual = Math.min(lane.maximum, USUAL[name] ?? lane.maximum);
    const take = (value: number, done: boolean): void => {
      actions.change((moment) => withFields(moment, { [name]: value }), `lane ${name}`);
      if (done) actions.done();
    };
    const step = lane.maximum <= 1 ? 0.05 : 0.5;
    const slider: HTMLInputElement = element("input", {
      type: "range", min: lane.minimum, max: usual, step, "data-usual": usual, "aria-label": lane.label,
      oninput: () => take(placed(slider), false),
      onchange: () => take(placed(slider), true),
    });
    const field: HTMLInputElement = element("input", {
      type: "number", step: "any", inputmode: "decimal", "aria-label": `${lane.label}, number`,
      onchange: () => {
        if (Number.isFinite(field.valueAsNumber)) take(field.valueAsNumber, true);
        else field.value = slider.getAttribute("aria-valuetext") ?? "";
      },
    });
    const told = element("p", { class: "d-knob-told" });
    this.#numbers.set(name, { slider, field, told });
    return this.#row(lane, element("div", { class: "d-number" }, slider, field), told);
  }

  #spacingRow(lane: LaneField, actions: LaneActions): HTMLElement {
    const told = element("p", { class: "d-knob-told" });
    const slider = new RangeSlider(
      {
        label: lane.label, minimum: lane.minimum, maximum: USUAL.spacing ?? lane.maximum, whole: false,
        changed: (range: Range, done) => {
          actions.change((moment) => withFields(moment, { spacing: range }), "lane spacing");
          if (done) actions.done();
        },
      },
      [lane.minimum, lane.minimum],
    );
    this.#spacing = { slider, told };
    return this.#row(lane, slider.root, told);
  }
}
