/** A slider with two ends, each also a field to type into. */

import { element } from "../elements";
import { showNumber } from "../typing";
import { shown, tidy } from "./edits";
import type { Range } from "./table_api";

/** Positions of a slider from end to end. */
const STEPS = 1000;
/** A wider span than this (greatest over least) is bent, so that small values have room. */
const WIDE = 12;

export interface RangeSliderOptions {
  /** Said to those who cannot see it: "height of Hurdles, easy". */
  label: string;
  minimum: number;
  maximum: number;
  whole: boolean;
  /** Called while an end moves (`done` false) and when it has been let go or typed (`done` true). */
  changed(range: Range, done: boolean): void;
}

/** How far along the slider a value lies, 0 to 1. */
function placeOf(value: number, { minimum, maximum }: RangeSliderOptions): number {
  const share = Math.min(1, Math.max(0, (value - minimum) / (maximum - minimum)));
  return maximum / Math.max(minimum, 1e-9) > WIDE ? Math.sqrt(share) : share;
}

function valueAt(place: number, { minimum, maximum }: RangeSliderOptions): number {
  const share = maximum / Math.max(minimum, 1e-9) > WIDE ? place * place : place;
  return minimum + (maximum - minimum) * share;
}

function withEnd(range: Range, end: 0 | 1, value: number): Range {
  return end === 0 ? [value, range[1]] : [range[0], value];
}

export class RangeSlider {
  readonly root: HTMLElement;
  readonly #options: RangeSliderOptions;
  readonly #thumbs: [HTMLInputElement, HTMLInputElement];
  readonly #fields: [HTMLInputElement, HTMLInputElement];
  readonly #fill = element("span", { class: "d-range-fill", "aria-hidden": "true" });
  #range: Range;

  constructor(options: RangeSliderOptions, range: Range) {
    this.#options = options;
    this.#range = range;
    this.#thumbs = [this.#newThumb(0), this.#newThumb(1)];
    this.#fields = [this.#newField(0), this.#newField(1)];
    const track = element("div", { class: "d-range-track" }, this.#fill, ...this.#thumbs);
    this.root = element("div", { class: "d-range" }, track, this.#fields[0], element("span", { class: "d-to", "aria-hidden": "true" }, "to"), this.#fields[1]);
    this.set(range);
  }

  /** Shows a range. */
  set(range: Range): void {
    this.#range = range;
    const places = range.map((value) => placeOf(value, this.#options)) as Range;
    for (const end of [0, 1] as const) {
      const thumb = this.#thumbs[end];
      thumb.value = String(Math.round(places[end] * STEPS));
      thumb.setAttribute("aria-valuetext", shown(range[end]));
      showNumber(this.#fields[end], range[end], shown(range[end]));
    }
    this.#fill.style.left = `${100 * Math.min(...places)}%`;
    this.#fill.style.right = `${100 * (1 - Math.max(...places))}%`;
    // Where both thumbs are at the upper end, the lower must stay within reach.
    this.#thumbs[0].style.zIndex = places[0] > 0.5 ? "2" : "1";
  }

  #newThumb(end: 0 | 1): HTMLInputElement {
    const thumb = element("input", {
      type: "range", min: 0, max: STEPS, step: 5, "aria-label": `${this.#options.label}, ${end === 0 ? "least" : "greatest"}`,
      oninput: () => this.#drag(end, false),
      onchange: () => this.#drag(end, true),
      onkeydown: (event: KeyboardEvent) => this.#key(end, event),
    });
    return thumb;
  }

  /** Whole numbers go by one: a key's step along the track is less, and would be rounded away. */
  #key(end: 0 | 1, event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (by === undefined || !this.#options.whole) return;
    event.preventDefault();
    this.#take(withEnd(this.#range, end, this.#within(end, Math.round(this.#range[end]) + by)), true);
  }

  /** What an end may come to: within what is allowed, and not past the other end. */
  #within(end: 0 | 1, value: number): number {
    const allowed = Math.min(this.#options.maximum, Math.max(this.#options.minimum, value));
    return end === 0 ? Math.min(allowed, this.#range[1]) : Math.max(allowed, this.#range[0]);
  }

  #newField(end: 0 | 1): HTMLInputElement {
    const field: HTMLInputElement = element("input", {
      type: "number", step: "any", inputmode: "decimal", "aria-label": `${this.#options.label}, ${end === 0 ? "from" : "to"}`,
      onchange: () => {
        const value = field.valueAsNumber;
        if (!Number.isFinite(value)) return this.set(this.#range);
        // What was typed is taken as it is: the server says in words what is wrong with it.
        this.#take(withEnd(this.#range, end, value), true);
      },
    });
    return field;
  }

  #drag(end: 0 | 1, done: boolean): void {
    let value = this.#within(end, tidy(valueAt(Number(this.#thumbs[end].value) / STEPS, this.#options), this.#options.whole));
    // Only an end that moved: the other keeps its digits. Letting go where it was picked up changes nothing.
    const place = Math.round(placeOf(this.#range[end], this.#options) * STEPS);
    if (done && place === Number(this.#thumbs[end].value)) value = this.#range[end];
    this.#take(withEnd(this.#range, end, value), done);
  }

  #take(range: Range, done: boolean): void {
    const same = range[0] === this.#range[0] && range[1] === this.#range[1];
    this.set(range);
    if (!same || done) this.#options.changed(range, done);
  }
}
