/** The form: which brain on which task, compared with which, and where. Whatever is changed is shown at once. */

import type { Content } from "../api";
import { teamColour } from "../colours";
import { courseOptions } from "../course_options";
import { element, setText } from "../elements";
import { type Chosen, keep, mend, newSeed, taskOf, tasksOf } from "./chosen";

/** After the last change to a number, until it is shown, milliseconds. */
const SETTLED = 250;

export class Setup {
  readonly root: HTMLDetailsElement;
  readonly chosen: Chosen;
  #content: Content;
  readonly #changed: () => void;
  readonly #brains = [element("select", { id: "theatre-brain" }), element("select", { id: "theatre-other" })] as const;
  readonly #tasks = [element("select", { id: "theatre-task" }), element("select", { id: "theatre-other-task" })] as const;
  readonly #otherTask: HTMLElement;
  readonly #course = element("select", { id: "theatre-course" });
  readonly #seed = element("input", { id: "theatre-seed", type: "number", min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, inputmode: "numeric", required: true });
  readonly #difficulty = element("input", { id: "theatre-difficulty", type: "range", min: 0, max: 1, step: 0.05 });
  readonly #difficultyTold = element("output", { for: "theatre-difficulty" });
  readonly #summary = element("span", { class: "theatre-summary" });
  #timer = 0;

  constructor(content: Content, chosen: Chosen, changed: () => void) {
    this.#content = content;
    this.chosen = chosen;
    this.#changed = changed;
    const field = (label: string, control: HTMLElement, chip?: number) =>
      element("label", { class: "field" }, element("span", {}, chip !== undefined && element("i", { class: "theatre-chip", style: `background:${teamColour(chip)}` }), label), control);
    this.#otherTask = field("on task", this.#tasks[1]);
    this.root = element(
      "details",
      { class: "theatre-setup card", open: innerWidth > 900 },
      element("summary", {}, element("b", {}, "Watch"), this.#summary),
      element(
        "form",
        { class: "theatre-form", "aria-label": "What to watch", onsubmit: (event: Event) => event.preventDefault() },
        field("Brain", this.#brains[0], 0),
        field("on task", this.#tasks[0]),
        field("Compare", this.#brains[1], 1),
        this.#otherTask,
        field("Course", this.#course),
        element("label", { class: "field" }, element("span", {}, "Difficulty ", this.#difficultyTold), this.#difficulty),
        element(
          "div",
          { class: "field" },
          element("label", { for: "theatre-seed" }, "Seed"),
          element(
            "span",
            { class: "together" },
            this.#seed,
            element("button", { type: "button", class: "button", id: "theatre-new-seed", onclick: () => this.#setSeed(newSeed()) }, "New seed"),
          ),
        ),
      ),
    );
    for (const i of [0, 1] as const) {
      this.#brains[i].addEventListener("change", () => this.#chooseBrain(i, this.#brains[i].value));
      this.#tasks[i].addEventListener("change", () => {
        chosen.tasks[i] = this.#tasks[i].value;
        this.#change();
      });
    }
    this.#course.addEventListener("change", () => {
      chosen.course = this.#course.value;
      this.#change();
    });
    this.#seed.addEventListener("input", () => {
      if (!this.#seed.validity.valid) return;
      chosen.seed = this.#seed.valueAsNumber;
      this.#changeSoon();
    });
    this.#difficulty.addEventListener("input", () => {
      chosen.difficulty = this.#difficulty.valueAsNumber;
      this.#changeSoon();
    });
    this.#fill();
  }

  /** Takes in what there is to choose from now. */
  setContent(content: Content): void {
    this.#content = content;
    mend(this.chosen, content);
    this.#fill();
  }

  #chooseBrain(i: 0 | 1, value: string): void {
    const { chosen } = this;
    if (i === 1 && value === "-") {
      chosen.brains[1] = null;
    } else {
      chosen.brains[i] = value;
      // One that stands does so on the other's task; where there is no other, on the one it had.
      if (value !== "") chosen.tasks[i] = taskOf(value, this.#content);
      else if (chosen.brains[1 - i] !== null) chosen.tasks[i] = chosen.tasks[1 - i]!;
    }
    this.#fill();
    this.#change();
  }

  #setSeed(seed: number): void {
    this.chosen.seed = seed;
    this.#seed.value = String(seed);
    this.#change();
  }

  #changeSoon(): void {
    this.#tell();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#change(), SETTLED);
  }

  #change(): void {
    clearTimeout(this.#timer);
    this.#tell();
    keep(this.chosen);
    this.#changed();
  }

  #fill(): void {
    const { chosen } = this;
    const content = this.#content;
    const option = (value: string, text: string, selected: boolean) => element("option", { value, selected }, text);
    for (const i of [0, 1] as const) {
      const brain = chosen.brains[i];
      this.#brains[i].replaceChildren(
        ...(i === 1 ? [option("-", "nobody", brain === null)] : []),
        ...content.brains.map(({ name }) => option(name, name, name === brain)),
        option("", "no brain (it stands)", brain === ""),
      );
      this.#tasks[i].replaceChildren(...tasksOf(brain ?? "", content).map(({ name }) => option(name, name, name === chosen.tasks[i])));
    }
    this.#otherTask.hidden = chosen.brains[1] === null;
    this.#course.replaceChildren(option("", "the task's own", chosen.course === ""), ...courseOptions(content.courses, chosen.course));
    this.#seed.value = String(chosen.seed);
    this.#difficulty.value = String(chosen.difficulty);
    this.#tell();
  }

  #tell(): void {
    const { brains, course, seed, difficulty } = this.chosen;
    const named = (brain: string | null) => brain || "no brain";
    setText(this.#difficultyTold, difficulty.toFixed(2));
    setText(this.#summary, `${named(brains[0])}${brains[1] === null ? "" : ` and ${named(brains[1])}`} on ${course || "its own course"}, seed ${seed}`);
  }
}
