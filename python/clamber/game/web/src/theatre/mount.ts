/** The brain theatre: one or two brains, what they sense, do and are paid, as it happens. */

import { loadContent } from "../api";
import { Cameras } from "../cameras";
import { element } from "../elements";
import { RaceView } from "../race_view";
import { Stage } from "../scene";
import type { State } from "../state";
import type { Tab } from "../tab";
import { Toasts } from "../toasts";
import { ActorPanel } from "./actor_panel";
import { chooseAtFirst, request } from "./chosen";
import type { TheatreStarted } from "./messages";
import { Performance } from "./performance";
import { Samples } from "./samples";
import { Setup } from "./setup";
import { Transport } from "./transport";

/** Between two drawings of the plots, seconds. */
const PLOTTED = 0.08;

/** Two creatures further apart than this are not watched together, leg lengths. */
const APART = 4;

/** Fills the tab's panel. */
export function mount(root: HTMLElement): Tab {
  return new Theatre(root);
}

class Theatre implements Tab {
  readonly #root: HTMLElement;
  readonly #picture = element("div", { class: "theatre-picture" });
  readonly #panels = element("div", { class: "theatre-panels" });
  readonly #toasts = new Toasts();
  readonly #stage: Stage;
  readonly #cameras: Cameras;
  readonly #transport: Transport;
  readonly #performance: Performance;
  readonly #shown = { samples: true, arrows: true };
  #setup: Setup | null = null;
  #view: RaceView | null = null;
  #actors: { panel: ActorPanel; samples: Samples }[] = [];
  #plotted = 0;
  /** Tick and place in the history of what the plots show. */
  #drawn = "";
  /** Of two that are far apart, the one the camera follows; null: whoever is ahead. */
  #watched: number | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    root.classList.add("theatre");
    root.replaceChildren(this.#picture, this.#panels);
    this.#stage = new Stage(this.#picture, { label: "The creature on its course, with what it senses" });
    this.#cameras = new Cameras(this.#stage, 0.4);
    this.#transport = new Transport({
      pause: (paused) => {
        this.#performance.setPaused(paused);
        if (!this.#performance.connected) this.#ask();
      },
      step: (by) => {
        // What was before something broke can still be looked at.
        const { history } = this.#performance;
        if (history.current && (by < 0 || history.back > 0)) this.#performance.step(by);
        else this.#orAskAgain(() => this.#performance.step(by));
      },
      restart: () => this.#orAskAgain(() => this.#performance.restart()),
      speed: (factor) => {
        this.#performance.setSpeed(factor);
        this.#transport.factor = factor;
      },
      camera: () => {
        this.#transport.camera = this.#cameras.next();
      },
    });
    this.#performance = new Performance({
      started: (started) => this.#begin(started),
      ended: (ended) => this.#actors[ended.actor]?.panel.end(ended),
      begun: () => this.#actors.forEach(({ panel }) => panel.end(null)),
      paused: (paused) => {
        this.#transport.paused = paused;
      },
      refused: (message) => this.#toasts.say(message, "bad"),
      lost: (message) => this.#toasts.say(message, "bad"),
    });
    this.#picture.append(this.#legend(), this.#transport.root, this.#toasts.root);
    this.#stage.onFrame((seconds, now) => this.#frame(seconds, now));
    addEventListener("keydown", (event) => {
      if (!this.#root.hidden && this.#transport.key(event)) event.preventDefault();
    });
  }

  show(): void {
    this.#stage.start();
    // Brains may have come, and courses been saved, while another tab was in front.
    loadContent(true).then(
      (content) => {
        if (this.#setup) {
          this.#setup.setContent(content);
        } else {
          this.#setup = new Setup(content, chooseAtFirst(content), () => this.#ask());
          this.#picture.append(this.#setup.root);
        }
        this.#ask();
      },
      (error: Error) => this.#toasts.say(error.message, "bad"),
    );
  }

  hide(): void {
    this.#performance.stop();
    this.#clear();
    this.#stage.stop();
  }

  /** Asks for what is chosen; a tab that is not in front has nothing simulated. */
  #ask(): void {
    if (this.#root.hidden) return;
    if (this.#setup) this.#performance.start(request(this.#setup.chosen));
    else this.show(); // what can be chosen has not come yet, or was refused
  }

  /** What a button does; where the server has gone, to ask it anew comes first. */
  #orAskAgain(act: () => void): void {
    if (this.#performance.connected) act();
    else this.#ask();
  }

  #begin(started: TheatreStarted): void {
    const same = this.#view?.started.course.scale === started.course.scale && this.#actors.length === started.actors.length;
    this.#clear();
    const bodies = loadContent();
    void bodies.then(({ bodies }) => {
      // Something else may have begun while the bodies came.
      if (this.#performance.started !== started || this.#view) return;
      this.#view = new RaceView(this.#stage, started, bodies);
      if (!same) this.#cameras.setUnit(this.#view.unit * (started.actors.length > 1 ? 0.95 : 0.62));
      this.#actors = started.actors.map((actor, index) => {
        const racer = started.creatures[index]!;
        const samples = new Samples(actor, racer);
        this.#stage.world.add(samples.group);
        const watch = started.actors.length > 1 ? () => (this.#watched = index) : undefined;
        return { panel: new ActorPanel(index, actor, racer, watch), samples };
      });
      this.#panels.replaceChildren(...this.#actors.map(({ panel }) => panel.root));
      this.#panels.classList.toggle("theatre-two", this.#actors.length > 1);
      this.#root.classList.toggle("theatre-compared", this.#actors.length > 1);
      this.#applyShown();
      this.#drawn = "";
      this.#watched = null;
    });
  }

  #clear(): void {
    this.#view?.dispose();
    this.#view = null;
    for (const { samples } of this.#actors) samples.dispose();
    this.#actors = [];
  }

  #frame(seconds: number, now: number): void {
    const { history, timeline, paused } = this.#performance;
    const view = this.#view;
    const live = timeline.advance(seconds);
    const current = history.current;
    if (!view || !live || !current) return;
    const state = paused ? current.state : live;
    this.#stage.moving = !paused;
    view.show(state, paused ? 0 : seconds);
    const frame = paused ? current : (history.ofTick(state.tick) ?? current);
    this.#actors.forEach(({ samples }, index) => samples.show(frame.rows[index]!));
    this.#follow(view, state, seconds);
    if (now - this.#plotted < PLOTTED) return;
    const drawn = `${current.state.tick} ${history.back} ${innerWidth}`;
    if (drawn === this.#drawn) return;
    this.#plotted = now;
    this.#drawn = drawn;
    this.#stage.touch();
    this.#transport.tell(current.state.tick, current.state.time, history.back);
    const frames = history.last(Infinity);
    for (const { panel } of this.#actors) panel.show(frames);
  }

  /** Watches the creature, or the middle of two; one of them where they are far apart or one was chosen. */
  #follow(view: RaceView, state: State, seconds: number): void {
    const places = this.#actors.map((_, index) => view.placeOf(state, index));
    const [first, second] = places;
    if (!first) return;
    let place = first;
    if (second) {
      const apart = Math.abs(first[0] - second[0]) > APART * view.unit;
      if (apart || this.#watched !== null) place = places[this.#watched ?? (first[0] >= second[0] ? 0 : 1)]!;
      else place = [(first[0] + second[0]) / 2, (first[1] + second[1]) / 2, (first[2] + second[2]) / 2];
    }
    this.#cameras.update(place, seconds);
    view.clearView(this.#stage.camera.position.x, place);
    this.#stage.focus(place, (second ? 9 : 6) * view.unit);
  }

  #legend(): HTMLElement {
    const choice = (name: "samples" | "arrows", text: string) => {
      const box = element("input", { type: "checkbox", checked: true, id: `theatre-${name}` });
      box.addEventListener("change", () => {
        this.#shown[name] = box.checked;
        this.#applyShown();
      });
      return element("label", {}, box, text);
    };
    const key = (colour: string, text: string) => element("span", {}, element("i", { style: `background:${colour}` }), text);
    return element(
      "details",
      { class: "theatre-legend card", open: innerWidth > 900 },
      element("summary", {}, "What is drawn"),
      element("div", {}, choice("samples", "terrain sensed"), key("#2456a8", "lower"), key("#fffdf5", "level"), key("#d2382f", "higher"), key("#1b1030", "hole"), key("#8a3fc4", "ceiling")),
      element("div", {}, choice("arrows", "arrows"), key("#d9662c", "command"), key("#1f6fb8", "velocity")),
    );
  }

  #applyShown(): void {
    for (const { samples } of this.#actors) {
      samples.floorShown = this.#shown.samples;
      samples.arrowsShown = this.#shown.arrows;
    }
    this.#stage.touch();
  }
}
