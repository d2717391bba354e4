/** Which course lies on the table, and what is done with it as a whole: undo, make like another, save, save as new. */

import { courseOptions } from "../course_options";
import { element, setText } from "../elements";
import { icon } from "../icons";
import type { TableContent } from "./table_api";

export interface FileActions {
  load(name: string): void;
  preset(name: string): void;
  undo(): void;
  redo(): void;
  save(): void;
  /** Resolves to why it was not saved, in one line; empty where it was. */
  saveAsNew(name: string): Promise<string>;
}

/** What the bar shows. */
export interface FileContent {
  name: string;
  /** Whether it differs from what is on disk. */
  changed: boolean;
  /** Whether something is wrong with it. */
  wrong: boolean;
  canUndo: boolean;
  canRedo: boolean;
}

export class FileBar {
  readonly root: HTMLElement;
  readonly #load: HTMLSelectElement;
  readonly #preset: HTMLSelectElement;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #save: HTMLButtonElement;
  readonly #saveAs: HTMLButtonElement;
  readonly #state = element("span", { class: "d-state" });
  readonly #about = element("p", { class: "faint d-about" });
  readonly #dialog: HTMLDialogElement;
  readonly #name: HTMLInputElement;
  readonly #refusal = element("p", { class: "d-knob-told", role: "alert" });
  readonly #actions: FileActions;
  readonly #notes = element("div", {});
  #table: TableContent;
  /** Of the course on the table; its file may have gone. */
  #course = "";

  constructor(table: TableContent, actions: FileActions) {
    this.#table = table;
    this.#actions = actions;
    const small = (picture: Parameters<typeof icon>[0], label: string, action: () => void): HTMLButtonElement =>
      element("button", { type: "button", class: "button d-square", "aria-label": label, title: label, onclick: action }, icon(picture));
    this.#load = element("select", { "aria-label": "Course", onchange: () => actions.load(this.#load.value) });
    this.#preset = element("select", {
      "aria-label": "Make it like another course",
      onchange: () => {
        if (this.#preset.value) actions.preset(this.#preset.value);
        this.#preset.value = "";
      },
    });
    this.#undo = small("undo", "Undo (Ctrl+Z)", actions.undo);
    this.#redo = small("redo", "Redo (Ctrl+Shift+Z)", actions.redo);
    this.#save = element("button", { type: "button", class: "button primary", title: "Ctrl+S", onclick: actions.save }, icon("save"), " Save");
    this.#saveAs = element("button", { type: "button", class: "button", onclick: () => this.askName() }, "Save as new …");
    this.#name = element("input", { type: "text", maxlength: 60, autocomplete: "off", spellcheck: "false", "aria-label": "Name of the new course" });
    this.#dialog = this.#newDialog();
    this.root = element(
      "section", { class: "d-file", "aria-label": "Course" },
      element("div", { class: "d-file-row" }, this.#load, small("again", "Load it again from its file", () => actions.load(this.#course)), this.#state, element("span", { class: "d-push" }), this.#undo, this.#redo),
      this.#about,
      element("div", { class: "d-file-row" }, this.#save, this.#saveAs, this.#preset),
      this.#notes,
      this.#dialog,
    );
    this.setTable(table);
  }

  /** Takes in what the content holds now (a course was saved as new). */
  setTable(table: TableContent): void {
    this.#table = table;
    this.#load.replaceChildren(...courseOptions(table.courses));
    this.#load.value = this.#course;
    this.#preset.replaceChildren(element("option", { value: "" }, "Preset …"), ...courseOptions(table.courses));
    const told = [table.not_saved, ...table.problems].filter((note) => note !== "");
    this.#notes.replaceChildren(...told.map((note) => element("p", { class: "d-note" }, note)));
  }

  show({ name, changed, wrong, canUndo, canRedo }: FileContent): void {
    this.#course = name;
    this.#load.value = name;
    setText(this.#state, changed ? "not saved" : "");
    const course = this.#table.courses.find((one) => one.name === name);
    const tasks = course?.tasks ?? [];
    setText(this.#about, tasks.length > 0 ? `Trained on by ${tasks.join(", ")}.` : "No task trains on it yet.");
    this.#undo.disabled = !canUndo;
    this.#redo.disabled = !canRedo;
    const locked = this.#table.not_saved !== "";
    this.#save.disabled = !changed || wrong || locked;
    this.#saveAs.disabled = wrong || locked;
  }

  /** Asks for the name of a new course. */
  askName(): void {
    setText(this.#refusal, "");
    this.#name.value = this.#freeName();
    this.#dialog.showModal();
    this.#name.select();
  }

  #freeName(): string {
    const taken = new Set(this.#table.courses.map(({ name }) => name.toLowerCase()));
    for (let number = 2; ; number++) {
      const name = `${this.#course.replace(/\d+$/, "")}${number}`;
      if (!taken.has(name.toLowerCase())) return name;
    }
  }

  #newDialog(): HTMLDialogElement {
    const form = element(
      "form", {
        method: "dialog",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void this.#actions.saveAsNew(this.#name.value.trim()).then((refusal) => {
            setText(this.#refusal, refusal);
            if (!refusal) this.#dialog.close();
          });
        },
      },
      element("h2", {}, "Save as new"),
      element("label", { class: "field" }, "Name", this.#name),
      element("p", { class: "faint" }, "A new asset in the project's course folder, with its own identity for Unity."),
      this.#refusal,
      element(
        "div", { class: "d-file-row" }, element("button", { type: "submit", class: "button primary" }, "Save"),
        element("button", { type: "button", class: "button", onclick: () => this.#dialog.close() }, "Cancel"),
      ),
    );
    return element("dialog", { class: "d-dialog", "aria-label": "Save as new" }, form);
  }
}
