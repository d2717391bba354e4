/** How the course is looked at: seed, difficulty, creature; and the creature that tries it. */

import type { Content } from "../api";
import { element, setText } from "../elements";
import { icon } from "../icons";

const MOST_SEED = 2 ** 53 - 1;
/** The slider's seeds; others can be typed. */
const SLIDER_SEEDS = 200;
const NO_BRAIN = "";

export interface Look {
  seed: number;
  difficulty: number;
  /** Whose legs make the lengths; empty for legs of 1 m. */
  creature: string;
}

export interface SceneActions {
  look(look: Look): void;
  /** Drop the chosen creature in at the pin, or take it out. */
  trial(): void;
  /** Another brain was chosen. */
  brain(): void;
}

export class SceneBar {
  readonly root: HTMLElement;
  #content: Content;
  readonly #seed: HTMLInputElement;
  readonly #seedField: HTMLInputElement;
  readonly #difficulty: HTMLInputElement;
  readonly #difficultyField: HTMLInputElement;
  readonly #creature: HTMLSelectElement;
  readonly #brain: HTMLSelectElement;
  readonly #drop: HTMLButtonElement;
  readonly #news = element("p", { class: "d-news", role: "status", "aria-live": "polite" });
  #look: Look;
  #trying = false;

  constructor(content: Content, creatures: readonly string[], look: Look, actions: SceneActions) {
    this.#content = content;
    this.#look = look;
    const take = (changed: Partial<Look>): void => {
      this.#look = { ...this.#look, ...changed };
      this.#show();
      actions.look(this.#look);
    };
    const takeSeed = (value: number): void => {
      if (Number.isFinite(value)) take({ seed: Math.min(MOST_SEED, Math.max(0, Math.round(value))) });
      else this.#show();
    };
    const takeDifficulty = (value: number): void => {
      if (Number.isFinite(value)) take({ difficulty: Math.min(1, Math.max(0, value)) });
      else this.#show();
    };
    this.#seed = element("input", { type: "range", min: 0, max: SLIDER_SEEDS, step: 1, "aria-label": "Seed", oninput: () => takeSeed(this.#seed.valueAsNumber) });
    this.#seedField = element("input", { type: "number", min: 0, step: 1, "aria-label": "Seed, number", onchange: () => takeSeed(this.#seedField.valueAsNumber) });
    const dice = element(
      "button", { type: "button", class: "button d-square", "aria-label": "Another seed", title: "Another seed", onclick: () => takeSeed(Math.floor(Math.random() * SLIDER_SEEDS)) },
      icon("dice"),
    );
    this.#difficulty = element("input", { type: "range", min: 0, max: 1, step: 0.01, "aria-label": "Difficulty", oninput: () => takeDifficulty(this.#difficulty.valueAsNumber) });
    this.#difficultyField = element("input", {
      type: "number", min: 0, max: 1, step: 0.01, "aria-label": "Difficulty, number", onchange: () => takeDifficulty(this.#difficultyField.valueAsNumber),
    });
    this.#creature = element(
      "select", { "aria-label": "Creature", onchange: () => take({ creature: this.#creature.value }) },
    );
    this.#showCreatures(creatures);
    this.#brain = element("select", {
      "aria-label": "Brain",
      onchange: () => {
        this.#showDrop();
        actions.brain();
      },
    });
    this.#drop = element("button", { type: "button", class: "button primary d-drop", onclick: actions.trial });
    this.root = element(
      "section", { class: "d-scene", "aria-label": "How it is looked at" },
      element("label", { class: "field" }, "Seed", element("span", { class: "d-number" }, this.#seed, this.#seedField, dice)),
      element("label", { class: "field" }, "Difficulty", element("span", { class: "d-number" }, this.#difficulty, this.#difficultyField)),
      element("label", { class: "field" }, "Creature", this.#creature),
      element("label", { class: "field" }, "Its brain", this.#brain),
      element("span", { class: "d-try" }, this.#drop), this.#news,
    );
    this.#show();
    this.setTrying(false);
  }

  get look(): Look {
    return this.#look;
  }

  /** Who is dropped in: its task, its brain (null: it only stands) and its name; null where there is nobody. */
  get entry(): { task: string; brain: string | null; name: string } | null {
    const brain = this.#content.brains.find(({ name }) => name === this.#brain.value);
    if (brain) return { task: brain.task, brain: brain.name, name: brain.body };
    const task = this.#content.tasks.find(({ body }) => body === this.#look.creature);
    return task ? { task: task.name, brain: null, name: task.body } : null;
  }

  /** Takes in the creatures and brains there are now. */
  setContent(content: Content, creatures: readonly string[]): void {
    this.#content = content;
    this.#showCreatures(creatures);
    delete this.#brain.dataset["creature"];
    this.#showBrains(this.#look.creature);
  }

  /** Whether a creature is on the course. */
  setTrying(trying: boolean): void {
    this.#trying = trying;
    this.#drop.replaceChildren(icon(trying ? "stop" : "drop"), trying ? " Take it out" : " Drop it in");
    this.#drop.setAttribute("aria-pressed", String(trying));
    this.#showDrop();
    if (!trying) this.say("");
  }

  /** One line on how the creature is doing. */
  say(words: string): void {
    setText(this.#news, words);
  }

  #show(): void {
    const { seed, difficulty, creature } = this.#look;
    this.#seed.max = String(Math.max(SLIDER_SEEDS, seed));
    this.#seed.value = String(seed);
    if (this.#seedField.valueAsNumber !== seed) this.#seedField.value = String(seed);
    this.#difficulty.value = String(difficulty);
    if (this.#difficultyField.valueAsNumber !== difficulty) this.#difficultyField.value = String(difficulty);
    if (this.#creature.value !== creature || this.#brain.options.length === 0) {
      this.#creature.value = creature;
    }
    this.#showBrains(creature);
  }

  /** The brains of a creature; the one that was chosen stays so where it is among them. */
  #showBrains(creature: string): void {
    if (this.#brain.dataset["creature"] === creature) return;
    this.#brain.dataset["creature"] = creature;
    const chosen = this.#brain.value;
    const brains = this.#content.brains.filter(({ body }) => creature === "" || body === creature);
    this.#brain.replaceChildren(...brains.map(({ name }) => element("option", { value: name }, name)), element("option", { value: NO_BRAIN }, "none: it only stands"));
    if ([...this.#brain.options].some(({ value }) => value === chosen)) this.#brain.value = chosen;
    this.#showDrop();
  }

  #showDrop(): void {
    this.#drop.disabled = !this.#trying && this.entry === null;
  }

  #showCreatures(creatures: readonly string[]): void {
    this.#creature.replaceChildren(element("option", { value: "" }, "legs of 1 m"), ...creatures.map((name) => element("option", { value: name }, name)));
    this.#creature.value = this.#look.creature;
  }
}
