/** What is on the table and what is done with it: the one place that ties cards, pictures, trial and files together. */

import { type Content, loadContent, Refused } from "../api";
import { teamColour } from "../colours";
import { element } from "../elements";
import { FINISHED } from "../state";
import type { Toasts } from "../toasts";
import { typedInto } from "../typing";
import { Cards } from "./cards";
import { laid, madeLike } from "./edits";
import { FileBar } from "./file_bar";
import { History, type Moment } from "./history";
import { LaneFields } from "./lane_fields";
import { Previewer } from "./previewer";
import { type Look, SceneBar } from "./scene_bar";
import { Strips } from "./strips";
import { type CourseFile, type CourseSpec, loadTable, openCourse, type Preview, saveCourse, saveCourseAsNew, type TableContent } from "./table_api";
import { Told } from "./told";
import { Trial } from "./trial";
import { WorldView } from "./world_view";

/** A creature on the course starts anew so long after the last change to it, milliseconds. */
const SETTLED = 700;
const NOTHING: Preview = { course: null, problems: [], advice: [], note: "", summary: "" };

function wordsOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  return "The server cannot be reached; is it still running?";
}

function fallsOf(count: number): string {
  return count === 1 ? "1 fall" : `${count} falls`;
}

export class Desk {
  readonly root: HTMLElement;
  readonly #toasts: Toasts;
  readonly #history: History;
  readonly #files = new Map<string, CourseFile>();
  readonly #fileBar: FileBar;
  readonly #lane: LaneFields;
  readonly #cards: Cards;
  readonly #scene: SceneBar;
  readonly #told: Told;
  readonly #strips: Strips;
  readonly #world: WorldView;
  readonly #trial: Trial;
  readonly #previewer: Previewer;
  #content: Content;
  /** Counts the files asked for: of several, the last one chosen is shown. */
  #request = 0;
  /** What the table showed last, and the courses that went off it with changes that are in no file. */
  #shown: Moment;
  readonly #left = new Set<string>();
  #preview = NOTHING;
  #pin = 0;
  /** Metres per leg length that the pin is told in: of the last sound preview. */
  #pinScale: number | null = null;
  #retry = 0;
  #visible = false;
  #saving = false;
  /** Metres per leg length of the picture that the creature on the course runs in. */
  #trialScale = 1;

  constructor(table: TableContent, content: Content, file: CourseFile, toasts: Toasts) {
    this.#toasts = toasts;
    this.#content = content;
    this.#files.set(file.name, file);
    this.#history = new History(laid(file.name, file.course));
    this.#shown = this.#history.now;
    const change = (edit: (moment: Moment) => Moment, gesture: string): void => this.#change(edit(this.#history.now), gesture);
    const done = (): void => this.#history.endGesture();
    this.#fileBar = new FileBar(table, {
      load: (name) => void this.load(name),
      preset: (name) => void this.#usePreset(name),
      undo: () => this.#go(this.#history.undo()),
      redo: () => this.#go(this.#history.redo()),
      save: () => void this.#save(),
      saveAsNew: (name) => this.#saveAsNew(name),
    });
    this.#lane = new LaneFields(table, { change, done });
    this.#cards = new Cards(table.kinds, { change, done, point: (kind) => this.#strips.point(kind) });
    const trained = table.courses.find(({ name }) => name === file.name)?.tasks ?? [];
    const first = (content.brains.find(({ task }) => trained.includes(task)) ?? content.brains[0])?.body ?? "";
    this.#scene = new SceneBar(content, table.creatures, { seed: 7, difficulty: 0.5, creature: table.creatures.includes(first) ? first : "" }, {
      look: (look) => this.#takeLook(look),
      trial: () => (this.#trial.running ? this.#endTrial() : this.#startTrial()),
      brain: () => {
        if (this.#trial.running) this.#startTrial();
      },
    });
    this.#told = new Told((segment) => this.#cards.reveal(segment));
    this.#strips = new Strips({ pin: (x) => this.#setPin(x), choose: (entry) => this.#cards.reveal(entry) });
    this.#world = new WorldView({
      pick: (x) => this.#setPin(x),
      moment: (state) => this.#showRunner(state.creatures[0]?.root[0]),
    });
    this.#trial = this.#newTrial();
    this.#previewer = new Previewer(
      (preview) => this.#takePreview(preview),
      (error) => this.#toasts.say(wordsOf(error), "bad"),
    );
    this.root = element(
      "div", { class: "d-desk" },
      element("div", { class: "d-left" }, this.#fileBar.root, this.#lane.root, this.#cards.root),
      element("div", { class: "d-right" }, this.#world.root, this.#told.root, this.#strips.root, this.#scene.root),
    );
    addEventListener("keydown", (event) => this.#key(event));
    addEventListener("beforeunload", (event) => {
      const typed = typedInto();
      // What is typed into the bar below the pictures is no part of the course.
      const unsaved = typed instanceof Node && this.root.contains(typed) && !this.#scene.root.contains(typed);
      if (this.#changed || this.#left.size > 0 || unsaved) event.preventDefault();
    });
    this.#go(this.#history.now);
  }

  show(): void {
    this.#visible = true;
    this.#world.setVisible(true);
    // Brains may have come, and courses been saved, while another tab was in front.
    this.#refresh().catch((error: unknown) => this.#toasts.say(wordsOf(error), "bad"));
  }

  /** Asks anew what there is to choose from. */
  async #refresh(): Promise<void> {
    const table = await loadTable();
    this.#fileBar.setTable(table);
    this.#content = await loadContent(true);
    this.#scene.setContent(this.#content, table.creatures);
    this.#showCards(this.#history.now);
  }

  hide(): void {
    this.#visible = false;
    this.#endTrial();
    this.#world.setVisible(false);
  }

  /** Whether the course on the table differs from its file. */
  get #changed(): boolean {
    return this.#differs(this.#history.now);
  }

  #differs({ name, course }: Moment): boolean {
    return JSON.stringify(course) !== JSON.stringify(this.#files.get(name)?.course);
  }

  /** Notes which course goes off the table with changes that are in no file. */
  #leave(moment: Moment): void {
    const before = this.#shown;
    this.#shown = moment;
    this.#left.delete(moment.name);
    if (before.name === moment.name || !this.#differs(before)) return;
    this.#left.add(before.name);
    this.#toasts.say(`${before.name} is not saved; undoing brings it back.`);
  }

  #change(moment: Moment, gesture: string): void {
    this.#history.push(moment, gesture);
    this.#go(moment);
  }

  /** Shows the table at a moment and asks for its pictures. */
  #go(moment: Moment): void {
    this.#leave(moment);
    this.#showCards(moment);
    this.#previewer.ask({ course: moment.course, ...this.#scene.look });
    if (this.#trial.running) this.#tryAgainSoon();
  }

  #showCards(moment: Moment): void {
    const { problems, advice } = this.#preview;
    this.#lane.show(moment, problems);
    this.#cards.show(moment, this.#scene.look.difficulty, problems, advice);
    this.#fileBar.show({
      name: moment.name, changed: this.#changed, wrong: problems.length > 0, canUndo: this.#history.canUndo, canRedo: this.#history.canRedo,
    });
  }

  #takeLook(look: Look): void {
    this.#previewer.ask({ course: this.#history.now.course, ...look });
    this.#showCards(this.#history.now);
    if (this.#trial.running) this.#tryAgainSoon();
  }

  #takePreview(preview: Preview): void {
    this.#preview = preview;
    this.#told.show(preview);
    this.#strips.setStale(preview.course === null);
    if (preview.course) {
      this.#strips.show(preview.course);
      this.#world.show(preview.course);
      const { scale, length } = preview.course;
      this.#setPin(Math.min(length, (this.#pin / (this.#pinScale ?? scale)) * scale));
      this.#pinScale = scale;
    }
    this.root.dataset["previews"] = String(Number(this.root.dataset["previews"] ?? 0) + 1);
    if (preview.problems.length > 0 && this.#trial.running) this.#endTrial();
    this.#showCards(this.#history.now);
  }

  #setPin(x: number): void {
    this.#pin = x;
    this.#strips.setPin(x);
    this.#world.setPin(x);
  }

  /** Lays another course on the table, which may be undone. */
  async load(name: string): Promise<void> {
    const request = ++this.#request;
    try {
      const file = await openCourse(name);
      if (request !== this.#request) return; // another was chosen meanwhile
      this.#files.set(name, file);
      this.#endTrial();
      this.#setPin(0);
      this.#change(laid(name, file.course), "");
    } catch (error) {
      this.#toasts.say(wordsOf(error), "bad");
      this.#showCards(this.#history.now);
    }
  }

  async #usePreset(name: string): Promise<void> {
    const request = ++this.#request;
    try {
      const { course } = await openCourse(name);
      if (request !== this.#request) return;
      this.#change(madeLike(this.#history.now, course), "");
    } catch (error) {
      this.#toasts.say(wordsOf(error), "bad");
      this.#showCards(this.#history.now);
    }
  }

  async #save(): Promise<void> {
    // The file's version changes by saving: the same sent twice at once would be refused as somebody else's change.
    if (this.#saving) return;
    this.#saving = true;
    const { name, course } = this.#history.now;
    try {
      this.#saved(await saveCourse(name, course, this.#files.get(name)?.version ?? ""), course);
      this.#toasts.say(`${name} is saved.`);
    } catch (error) {
      this.#toasts.say(wordsOf(error), "bad");
    } finally {
      this.#saving = false;
    }
  }

  async #saveAsNew(name: string): Promise<string> {
    const { course, keys } = this.#history.now;
    try {
      const file = await saveCourseAsNew(name, course);
      this.#saved(file, course);
      await this.#refresh();
      this.#history.push({ name: file.name, course, keys });
      this.#shown = this.#history.now;
      this.#showCards(this.#history.now);
      this.#toasts.say(`${file.name} is saved; tasks can train on it, and Unity opens it.`);
      return "";
    } catch (error) {
      return wordsOf(error);
    }
  }

  /** Remembers what is on disk now: the very course that was sent, where the table still shows it. */
  #saved(file: CourseFile, sent: CourseSpec): void {
    this.#files.set(file.name, { ...file, course: sent });
    this.#left.delete(file.name);
    this.#showCards(this.#history.now);
  }

  /** Whether the creature that tries the course has come to its end. */
  get #finished(): boolean {
    return this.#trial.timeline.newest?.creatures[0]?.status === FINISHED;
  }

  #newTrial(): Trial {
    let falls = 0;
    return new Trial({
      started: (started) => {
        falls = 0;
        this.#trialScale = started.course.scale;
        this.#world.showTrial(started, this.#content.bodies, this.#trial.timeline);
        this.#scene.setTrying(true);
      },
      news: ({ event, time }) => {
        if (event === "finished") this.#toasts.say(`It crossed the finish line after ${time.toFixed(1)} s${falls > 0 ? `, ${fallsOf(falls)}` : " without a fall"}.`);
        else if (event === "over" && !this.#finished) this.#toasts.say(`A trial lasts ${time.toFixed(0)} s, and these are over. Take it out and drop it in again.`);
      },
      standing: (distance, speed, count) => {
        falls = count;
        const told = this.#finished ? "finished" : `${speed.toFixed(1)} m/s`;
        this.#scene.say(`${distance.toFixed(1)} m, ${told}, ${fallsOf(count)}`);
      },
      refused: (message) => {
        this.#endTrial();
        this.#toasts.say(message, "bad");
      },
      lost: (message) => {
        this.#endTrial();
        this.#toasts.say(message, "bad");
      },
    });
  }

  #startTrial(): void {
    clearTimeout(this.#retry);
    const entry = this.#scene.entry;
    if (!entry) return this.#endTrial();
    if (!this.#visible || this.#preview.problems.length > 0) return;
    const { seed, difficulty } = this.#scene.look;
    const scale = this.#preview.course?.scale ?? this.#pinScale ?? 1;
    this.#trial.start({ spec: this.#history.now.course, seed, difficulty, ...entry, from: this.#pin / scale });
  }

  /** Marks where the creature is, metres of its own picture; the strips may show the course for other legs. */
  #showRunner(x: number | undefined): void {
    const scale = this.#preview.course?.scale ?? this.#trialScale;
    this.#strips.setRunner(x === undefined ? null : (x * scale) / this.#trialScale, teamColour(0));
  }

  #endTrial(): void {
    clearTimeout(this.#retry);
    this.#trial.stop();
    this.#world.endTrial();
    this.#strips.setRunner(null);
    this.#scene.setTrying(false);
  }

  /** The creature goes on trying while the course changes: it is dropped in anew when the hand rests. */
  #tryAgainSoon(): void {
    clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.#startTrial(), SETTLED);
  }

  #key(event: KeyboardEvent): void {
    if (!this.#visible || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    // In a dialog, and while something is being typed, undoing is the field's own.
    if (this.root.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      const { activeElement } = document;
      if (activeElement !== null && typedInto() === activeElement) return;
      // The field must show what is on the table again.
      if (activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement) activeElement.blur();
      this.#go(key === "z" && !event.shiftKey ? this.#history.undo() : this.#history.redo());
    } else if (key === "s") {
      if (!event.repeat) {
        this.#takeTyped();
        if (this.#changed) void this.#save();
      }
    } else return;
    event.preventDefault();
  }

  /** What is being typed comes onto the table, as it does when its field is left; whoever types goes on there. */
  #takeTyped(): void {
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLElement) || activeElement !== typedInto()) return;
    activeElement.blur();
    activeElement.focus({ preventScroll: true });
  }
}
