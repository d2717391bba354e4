/** The form that a race is chosen with: creatures, course, seed, difficulty, lanes. */

import type { Content } from "../api";
import { teamColour } from "../colours";
import { courseOptions } from "../course_options";
import { element } from "../elements";
import { icon } from "../icons";
import { asFarAsThere, choiceOf, keep, type Lineup, MOST_CREATURES, newSeed, teamName, valueOf } from "./lineup";

export interface SetupHandlers {
  /** Something was chosen; `lineup` is the form's own object. */
  changed(lineup: Lineup): void;
  /** The race shall begin. */
  start(): void;
  /** Files of brains were chosen. */
  brains(files: FileList): void;
}

const DIFFICULTY_WORDS = ["a stroll", "easy", "fair", "hard", "brutal"];

function difficultyWord(difficulty: number): string {
  return DIFFICULTY_WORDS[Math.min(4, Math.floor(difficulty * 5))]!;
}

export class Setup {
  readonly root: HTMLElement;
  readonly lineup: Lineup;
  #content: Content;
  readonly #handlers: SetupHandlers;
  readonly #creatures = element("ol", { class: "lineup", "aria-label": "Creatures" });
  readonly #add: HTMLButtonElement;
  readonly #course = element("select", { id: "race-course" });
  readonly #about = element("p", { class: "about", id: "race-about" });
  readonly #seed = element("input", { id: "race-seed", type: "number", min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, inputmode: "numeric", required: true });
  readonly #difficulty = element("input", { id: "race-difficulty", type: "range", min: 0, max: 1, step: 0.01 });
  readonly #difficultyWord = element("output", { for: "race-difficulty" });
  readonly #file = element("input", { id: "race-brain-file", type: "file", accept: ".onnx", multiple: true });
  readonly #start = element("button", { type: "submit", class: "button primary wide", id: "race-start" }, "Start the race");

  constructor(content: Content, lineup: Lineup, handlers: SetupHandlers) {
    this.#content = content;
    this.lineup = lineup;
    this.#handlers = handlers;
    this.#add = element("button", { type: "button", class: "button", id: "race-add", onclick: () => this.#addCreature() }, "Add a creature");
    const lanes = element(
      "fieldset",
      { class: "choice" },
      element("legend", {}, "Lanes"),
      this.#laneChoice("side_by_side", "Side by side"),
      this.#laneChoice("one_lane", "All on one"),
    );
    this.root = element(
      "form",
      { class: "setup card", "aria-label": "Choose a race", onsubmit: (event: Event) => this.#submit(event) },
      element("h2", {}, "Who races?"),
      this.#creatures,
      this.#add,
      element("h2", {}, "Where?"),
      element("label", { class: "field" }, element("span", {}, "Course"), this.#course),
      this.#about,
      element(
        "label",
        { class: "field" },
        element("span", {}, "Difficulty ", this.#difficultyWord),
        this.#difficulty,
      ),
      element(
        "div",
        { class: "field" },
        element("label", { for: "race-seed" }, "Seed"),
        element(
          "span",
          { class: "together" },
          this.#seed,
          element("button", { type: "button", class: "button", id: "race-new-seed", title: "Another course of the same kind", onclick: () => this.setSeed(newSeed()) }, "New seed"),
        ),
      ),
      lanes,
      element("label", { class: "field" }, element("span", {}, "Bring a brain (.onnx), or drop it anywhere"), this.#file),
      element("div", { class: "setup-foot" }, this.#start),
    );
    this.#course.addEventListener("change", () => this.#change({ course: this.#course.value }));
    this.#seed.addEventListener("input", () => {
      if (this.#seed.validity.valid) this.#change({ seed: this.#seed.valueAsNumber });
    });
    this.#difficulty.addEventListener("input", () => this.#change({ difficulty: this.#difficulty.valueAsNumber }));
    this.#file.addEventListener("change", () => {
      if (this.#file.files) handlers.brains(this.#file.files);
      this.#file.value = ""; // the same file may be chosen again, after another training
    });
    this.#fill();
  }

  /** Takes in what there is to choose from now (a brain came). */
  setContent(content: Content): void {
    this.#content = content;
    const now = asFarAsThere(content, this.lineup);
    const differs = JSON.stringify(now) !== JSON.stringify(this.lineup);
    Object.assign(this.lineup, now);
    this.#fill();
    if (differs) this.#handlers.changed(this.lineup);
  }

  setSeed(seed: number): void {
    this.#seed.value = String(seed);
    this.#change({ seed });
  }

  /** Lets the last creature (or a new one) race with a brain. */
  enterBrain(name: string): void {
    const { creatures } = this.lineup;
    const index = creatures.length < MOST_CREATURES ? creatures.length : creatures.length - 1;
    const choice = choiceOf(`brain:${name}`, this.#content, teamName(index));
    if (!choice) return;
    creatures[index] = choice;
    this.#change({});
    this.#fill();
  }

  /** While the server makes the race, it cannot be asked for again. */
  setBusy(busy: boolean): void {
    this.#start.disabled = busy;
    this.#start.textContent = busy ? "Getting ready …" : "Start the race";
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.#handlers.start();
  }

  #change(change: Partial<Lineup>): void {
    Object.assign(this.lineup, change);
    this.#describe();
    keep(this.lineup);
    this.#handlers.changed(this.lineup);
  }

  #describe(): void {
    this.#difficultyWord.textContent = `${this.lineup.difficulty.toFixed(2)} · ${difficultyWord(this.lineup.difficulty)}`;
    this.#about.textContent = this.#content.courses.find(({ name }) => name === this.lineup.course)?.description ?? "";
  }

  #fill(): void {
    this.#course.replaceChildren(...courseOptions(this.#content.courses, this.lineup.course));
    this.#seed.value = String(this.lineup.seed);
    this.#difficulty.value = String(this.lineup.difficulty);
    this.#describe();
    this.#fillCreatures();
  }

  #fillCreatures(): void {
    const { creatures } = this.lineup;
    this.#creatures.replaceChildren(...creatures.map((_, index) => this.#creatureRow(index)));
    this.#add.disabled = creatures.length >= MOST_CREATURES;
  }

  #creatureRow(index: number): HTMLLIElement {
    const choice = this.lineup.creatures[index]!;
    const name = element("input", { class: "name", "aria-label": `Name of creature ${index + 1}`, maxlength: 16, value: choice.name, placeholder: teamName(index) });
    const list = element("select", { class: "who" }, ...this.#options(valueOf(choice)));
    list.addEventListener("change", () => {
      const chosen = choiceOf(list.value, this.#content, choice.name);
      if (chosen) Object.assign(choice, chosen); // the field beside it goes on writing to the same creature
      this.#change({});
    });
    const remove = element("button", { type: "button", class: "button icon", title: "Remove", disabled: this.lineup.creatures.length === 1 }, icon("close"));
    remove.addEventListener("click", () => {
      this.lineup.creatures.splice(index, 1);
      this.#change({});
      this.#fillCreatures();
    });
    const label = (): void => {
      list.setAttribute("aria-label", `Brain of ${choice.name || teamName(index)}`);
      remove.setAttribute("aria-label", `Remove ${choice.name || teamName(index)}`);
    };
    name.addEventListener("input", () => {
      choice.name = name.value;
      label();
      this.#change({});
    });
    label();
    const chip = element("span", { class: "chip", style: `background:${teamColour(index)}`, "aria-hidden": "true" }, String(index + 1));
    return element("li", {}, chip, name, list, remove);
  }

  /** Brains by body, then bodies without one. */
  #options(value: string): HTMLOptGroupElement[] {
    const groups: HTMLOptGroupElement[] = [];
    for (const { name: body } of this.#content.bodies) {
      const brains = this.#content.brains.filter((one) => one.body === body);
      const task = this.#content.tasks.find((one) => one.body === body);
      if (brains.length === 0 && !task) continue;
      groups.push(
        element(
          "optgroup",
          { label: body },
          ...brains.map((one) => element("option", { value: `brain:${one.name}`, selected: value === `brain:${one.name}` }, one.steerable ? `${one.name} (can be steered)` : one.name)),
          ...this.#content.tasks
            .filter((one) => one.body === body && (one === task || value === `task:${one.name}`))
            .map((one) => element("option", { value: `task:${one.name}`, selected: value === `task:${one.name}` }, `${body}, no brain`)),
        ),
      );
    }
    return groups;
  }

  #addCreature(): void {
    const { creatures } = this.lineup;
    const last = creatures.at(-1);
    if (!last || creatures.length >= MOST_CREATURES) return;
    const free = [...Array(MOST_CREATURES).keys()].map(teamName).find((name) => creatures.every((one) => one.name !== name));
    creatures.push({ ...last, name: free ?? teamName(creatures.length) });
    this.#change({});
    this.#fillCreatures();
    this.#creatures.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  #laneChoice(value: Lineup["lanes"], text: string): HTMLLabelElement {
    const choice = element("input", { type: "radio", name: "lanes", value, checked: this.lineup.lanes === value });
    choice.addEventListener("change", () => this.#change({ lanes: value }));
    return element("label", {}, choice, text);
  }
}
