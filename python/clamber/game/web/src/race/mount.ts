/** The race tab: choose, watch, meddle. */

import { type Content, loadContent } from "../api";
import { Cameras } from "../cameras";
import { element, setText } from "../elements";
import { RaceView } from "../race_view";
import { download } from "../replay/recorder";
import { Stage } from "../scene";
import { racersOf, type Started } from "../started";
import { COUNTING_DOWN, type State } from "../state";
import type { Tab } from "../tab";
import { Toasts } from "../toasts";
import { CoursePreview } from "./course_preview";
import { acceptBrains } from "./drop_brain";
import { FinishTable } from "./finish";
import { Hands } from "./hands";
import { Helm } from "./helm";
import { type Lineup, newSeed, planOf, recall } from "./lineup";
import { NameTags } from "./name_tags";
import { Opening } from "./opening";
import { type RaceEvent, RaceSession, type Standing } from "./session";
import { Setup } from "./setup";
import { clockText, StandingsView } from "./standings_view";
import { Toolbar } from "./toolbar";
import { TrackMap } from "./track_map";

const SLOW_MOTION = 0.25;
/** Who is watched when nobody in particular is. */
const LEADER = -1;

class RaceTab implements Tab {
  readonly #root: HTMLElement;
  readonly #stage: Stage;
  readonly #cameras: Cameras;
  readonly #hands: Hands;
  readonly #toasts = new Toasts();
  readonly #helm = new Helm(this.#toasts, {
    steer: (creature, speed, heading) => this.#session.steer(creature, speed, heading),
    release: (creature) => this.#session.release(creature),
  });
  readonly #tags = new NameTags();
  readonly #track = new TrackMap();
  readonly #standings = new StandingsView((creature) => this.#watch(creature));
  readonly #clock = element("div", { class: "clock card", role: "timer", "aria-label": "Time" });
  readonly #count = element("div", { class: "count", "aria-hidden": "true" });
  readonly #finish: FinishTable;
  readonly #toolbar: Toolbar;
  readonly #session: RaceSession;
  readonly #preview = new CoursePreview({
    ready: (started, state, lineup) => this.#showPreview(started, state, lineup),
    refused: (message) => this.#refuse(message),
  });
  readonly #opening = new Opening((content) => this.#open(content));
  readonly #takeBrains: (files: FileList) => void;
  #content: Content | null = null;
  #setup: Setup | null = null;
  #view: RaceView | null = null;
  #still: State | null = null;
  #watched = LEADER;
  #shown = false;
  #previewSize = "";

  constructor(root: HTMLElement) {
    this.#root = root;
    root.classList.add("race");
    this.#stage = new Stage(root, { label: "The race" });
    this.#cameras = new Cameras(this.#stage, 1);
    this.#session = new RaceSession({
      started: (started) => this.#begin(started),
      event: (event) => this.#tell(event),
      standings: (standings) => this.#rank(standings),
      paused: () => this.#showControls(),
      refused: (message) => this.#refuse(message),
      lost: (message) => this.#refuse(message),
    });
    this.#hands = new Hands(this.#stage, {
      throw: (position, velocity) => this.#session.throw(position, velocity),
      push: (creature, direction) => this.#session.push(creature, direction),
      speedOf: (creature) => this.#speedOf(creature),
      scaleAt: (place) => this.#scaleAt(place),
    });
    this.#toolbar = new Toolbar({
      pause: () => this.#togglePause(),
      slow: () => this.#toggleSlow(),
      camera: () => this.#nextCamera(),
      watchNext: () => this.#watchNext(),
      tool: () => this.#nextTool(),
      newSeed: () => this.#newSeed(),
      restart: () => this.#session.restart(),
      setup: () => this.#choose(),
      record: () => void this.#saveRecording(),
    });
    this.#finish = new FinishTable({
      again: () => this.#session.restart(),
      newSeed: () => this.#newSeed(),
      change: () => this.#choose(),
    });
    root.append(
      this.#tags.root,
      element("div", { class: "hud" }, this.#standings.root, this.#clock, this.#helm.hint, this.#helm.steering.stick, this.#toolbar.root, this.#toolbar.help, this.#track.root),
      this.#count,
      this.#opening.root,
      this.#finish.root,
      this.#toasts.root,
    );
    root.dataset["mode"] = "loading";
    this.#stage.onFrame((seconds) => this.#frame(seconds));
    addEventListener("keydown", (event) => this.#key(event));
    addEventListener("keyup", (event) => this.#helm.steering.key(event.key, false));
    addEventListener("resize", () => this.#clearOfForm());
    this.#takeBrains = acceptBrains(root, this.#toasts, () => this.#content, (name) =>
      this.#refresh(() => this.#setup?.enterBrain(name), `${name} is there, but the list of brains is not: `));
  }

  show(): void {
    this.#shown = true;
    this.#stage.start();
    const setup = this.#setup;
    // Courses may have been saved, and files broken or mended, while another tab was in front.
    if (setup) this.#refresh(() => this.#askPreview(setup.lineup));
    else void this.#opening.ask();
  }

  /** Asks anew what there is to choose from; `told` stands before the words of a refusal. */
  #refresh(taken: () => void, told = ""): void {
    loadContent(true).then((content) => {
      this.#take(content);
      taken();
    }, (error: Error) => this.#refuse(told + error.message));
  }

  #take(content: Content): void {
    this.#content = content;
    for (const problem of content.problems ?? []) this.#toasts.sayOnce(problem, "bad");
    this.#setup?.setContent(content);
  }

  hide(): void {
    this.#shown = false;
    this.#stage.stop();
    if (this.#session.started && !this.#session.paused) this.#togglePause();
  }

  /** Shows the form, as soon as it is known what there is to choose from. */
  #open(content: Content): void {
    this.#take(content);
    this.#setup = new Setup(content, recall(content), {
      changed: (lineup) => this.#askPreview(lineup),
      start: () => this.#start(),
      brains: (files) => this.#takeBrains(files),
    });
    this.#root.append(this.#setup.root);
    this.#choose();
    const asked = new URLSearchParams(location.search);
    if (asked.has("task") || asked.has("brain")) this.#start();
  }

  /** Back to the form; the race that was on is over. */
  #choose(): void {
    if (!this.#setup) return;
    this.#session.stop();
    this.#finish.hide();
    this.#setup.setBusy(false);
    this.#root.dataset["mode"] = "setup";
    this.#clearOfForm();
    this.#askPreview(this.#setup.lineup, true);
  }

  /** What is chosen is seen beside the form, or above it on a phone. */
  #clearOfForm(): void {
    if (!this.#setup || this.#root.dataset["mode"] !== "setup") return;
    const { clientWidth, clientHeight } = this.#root;
    const { offsetWidth, offsetHeight } = this.#setup.root;
    const beside = offsetWidth < clientWidth / 2;
    this.#stage.setMargins(beside ? offsetWidth : 0, beside ? 0 : Math.min(offsetHeight, clientHeight * 0.7));
  }

  #start(): void {
    if (!this.#setup) return;
    this.#setup.setBusy(true);
    this.#session.start(planOf(this.#setup.lineup));
  }

  #newSeed(): void {
    if (!this.#setup) return;
    this.#setup.setSeed(newSeed());
    if (this.#root.dataset["mode"] === "race") this.#start();
  }

  #askPreview(lineup: Lineup, now = false): void {
    if (this.#content && this.#root.dataset["mode"] === "setup") this.#preview.ask(lineup, this.#content, now);
  }

  /** Shows the chosen course and who stands at its start. */
  #showPreview(started: Started, state: State, lineup: Lineup): void {
    this.#setView(started);
    this.#still = state;
    const { unit } = this.#view!;
    const count = lineup.lanes === "one_lane" ? 1 : started.creatures.length;
    if (this.#previewSize !== `${unit} ${count}`) this.#cameras.setUnit(unit, 1 + 0.2 * (count - 1));
    this.#previewSize = `${unit} ${count}`;
    this.#root.dataset["previewed"] = `${lineup.course} ${lineup.seed} ${lineup.difficulty}`;
  }

  #setView(started: Started): void {
    this.#view?.dispose();
    this.#view = new RaceView(this.#stage, started, this.#content!.bodies);
    this.#stage.touch();
    this.#hands.unit = this.#view.unit;
    this.#tags.setRace(this.#view);
  }

  #begin(started: Started): void {
    this.#preview.forget();
    this.#finish.hide();
    this.#still = null;
    this.#helm.reset();
    this.#setView(started);
    this.#previewSize = "";
    this.#cameras.setUnit(this.#view!.unit, 1 + 0.06 * (started.creatures.length - 1));
    this.#cameras.setMode(this.#cameras.mode === "free" ? "follow" : this.#cameras.mode);
    this.#standings.setRace(started);
    this.#track.setRace(started);
    // Its name, too, may be another's now.
    this.#watch(this.#watched < racersOf(started).length ? this.#watched : LEADER);
    this.#setup?.setBusy(false);
    this.#root.dataset["mode"] = "race";
    this.#root.dataset["over"] = "";
    this.#stage.setMargins(0, 0);
    this.#showControls();
    if (this.#shown) (document.activeElement as HTMLElement | null)?.blur();
    this.#toasts.sayOnce(matchMedia("(pointer: coarse)").matches ? "Tap the course to throw a boulder" : "Click to throw a boulder, shift-click to push; ? shows all keys");
    if (started.lanes === "one_lane" && started.creatures.length > 1) {
      this.#toasts.say("All on one lane: creatures pass through each other.");
    }
    // It was asked for, and then another tab was shown.
    if (!this.#shown) this.#togglePause();
  }

  #rank(standings: Standing[]): void {
    this.#standings.show(standings, this.#watchedNow(standings));
    // The last standings come after the news that the race is over.
    if (this.#finish.root.open && this.#session.started) this.#finish.show(this.#session.started, standings);
  }

  #tell({ event, creature, time }: RaceEvent): void {
    const name = this.#session.started?.creatures[creature]?.name ?? "?";
    const say = (text: string): void => this.#toasts.say(text);
    const watched = creature === this.#watchedNow(this.#session.standings);
    // Names over the creatures say it too; the others' falls would only be noise.
    if (event === "fell" && watched) say(`${name} fell`);
    else if (event === "out") say(`${name} left the course`);
    else if (event === "stuck") say(`${name} is stuck`);
    else if (event === "finished") say(`${name} arrives after ${clockText(time)}`);
    else if (event === "over" && this.#session.started) {
      this.#root.dataset["over"] = "yes";
      this.#finish.show(this.#session.started, this.#session.standings);
    }
  }

  #refuse(message: string): void {
    this.#toasts.say(message, "bad");
    this.#setup?.setBusy(false);
    if (this.#session.started === null && this.#root.dataset["mode"] === "race") this.#choose();
  }

  #frame(seconds: number): void {
    const view = this.#view;
    const state = this.#still ?? this.#session.timeline.advance(seconds);
    if (!view || !state) return;
    const playing = this.#still === null && !this.#session.paused;
    this.#stage.moving = playing;
    view.show(state, playing ? seconds * this.#session.factor : 0);
    const watched = this.#watchedNow(this.#session.standings);
    const place = this.#still === null ? view.placeOf(state, watched) : view.middle;
    this.#cameras.update([place[0], place[1], Math.max(0.45 * view.unit, place[2])], seconds);
    view.clearView(this.#stage.camera.position.x, place);
    this.#stage.focus([place[0] + 2 * view.unit, place[1], 0], 9 * view.unit);
    this.#tags.show(view, state, this.#stage);
    if (this.#root.dataset["mode"] !== "race") return;
    this.#track.show(state, watched);
    const counting = (state.flags & COUNTING_DOWN) !== 0;
    setText(this.#count, counting ? String(Math.ceil(-state.time)) : state.time < 0.7 ? "Go!" : "");
    setText(this.#clock, clockText(state.time));
    const racer = this.#session.started?.creatures[watched];
    if (!racer) return;
    this.#root.classList.toggle("steerable", racer.steerable);
    this.#helm.update(seconds, watched, racer);
  }

  #watchedNow(standings: readonly Standing[]): number {
    if (this.#watched !== LEADER) return this.#watched;
    return standings.find(({ place }) => place === 1)?.creature ?? 0;
  }

  #watch(creature: number): void {
    const racers = racersOf(this.#session.started);
    if (creature !== LEADER && creature >= racers.length) return;
    this.#watched = creature;
    this.#toolbar.setWatched(creature === LEADER ? "Leader" : racers[creature]!.name);
    this.#standings.show(this.#session.standings, this.#watchedNow(this.#session.standings));
  }

  #watchNext(): void {
    this.#watch(this.#watched + 1 >= racersOf(this.#session.started).length ? LEADER : this.#watched + 1);
  }

  #togglePause(): void {
    this.#session.setPaused(!this.#session.paused);
    this.#showControls();
  }

  #toggleSlow(): void {
    this.#session.setSpeed(this.#session.factor < 1 ? 1 : SLOW_MOTION);
    this.#showControls();
  }

  #showControls(): void {
    this.#toolbar.setPaused(this.#session.paused);
    this.#toolbar.setSlow(this.#session.factor < 1);
    this.#toolbar.setCamera(this.#cameras.mode);
    this.#root.classList.toggle("paused", this.#session.paused);
  }

  #nextCamera(): void {
    this.#cameras.next();
    this.#showControls();
  }

  /** Gives the race so far to the person as a file, which replay.html shows. */
  async #saveRecording(): Promise<void> {
    const file = await this.#session.recorder.save(this.#content?.bodies ?? []);
    if (!file) return;
    download(file);
    this.#toasts.say(`${file.name}: drop it on replay.html to watch it again`);
  }

  #nextTool(): void {
    this.#hands.tool = this.#hands.tool === "throw" ? "push" : "throw";
    this.#toolbar.setTool(this.#hands.tool);
  }

  /** Throws at, or pushes, the watched creature: for those who have no pointer. */
  #meddle(push: boolean): void {
    const view = this.#view;
    const state = this.#session.timeline.newest;
    if (!view || !state) return;
    const watched = this.#watchedNow(this.#session.standings);
    if (push) {
      this.#session.push(watched, [0, 1, 0.2]);
      return;
    }
    const place = view.placeOf(state, watched);
    this.#hands.throwAt(place, [place[0] + 2 * view.unit, place[1] - 6 * view.unit, 2 * view.unit], this.#speedOf(watched));
  }

  /** How fast a creature goes along its lane, m/s of the picture. */
  #speedOf(creature: number): number {
    return this.#session.standings.find((standing) => standing.creature === creature)?.speed ?? 0;
  }

  /** How many times as large as life the creature nearest to a place is drawn: the server throws into its lane. */
  #scaleAt(place: readonly [number, number, number]): number {
    const state = this.#session.timeline.newest;
    return (state && this.#view?.nearest(state, place)?.scale) ?? 1;
  }

  #key(event: KeyboardEvent): void {
    if (!this.#shown || this.#root.dataset["mode"] !== "race" || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.closest("input, select, textarea")) return;
    if ((event.key === " " || event.key === "Enter") && target instanceof HTMLButtonElement) return;
    if (this.#helm.steering.key(event.key, true)) event.preventDefault();
    else if (/^[0-8]$/.test(event.key)) this.#watch(Number(event.key) - 1);
    else if (!event.repeat && this.#command(event.key)) event.preventDefault();
  }

  #command(key: string): boolean {
    const commands: Record<string, () => void> = {
      " ": () => this.#togglePause(),
      s: () => this.#toggleSlow(),
      c: () => this.#nextCamera(),
      t: () => this.#nextTool(),
      n: () => this.#newSeed(),
      r: () => this.#session.restart(),
      b: () => this.#meddle(false),
      x: () => this.#meddle(true),
      v: () => void this.#saveRecording(),
      "?": () => this.#toolbar.toggleHelp(),
      Escape: () => this.#choose(),
    };
    const command = commands[key.length === 1 ? key.toLowerCase() : key];
    command?.();
    return command !== undefined;
  }
}

/** Fills the tab's panel. */
export function mount(root: HTMLElement): Tab {
  return new RaceTab(root);
}
