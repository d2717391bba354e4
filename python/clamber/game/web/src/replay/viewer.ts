/** A recorded race on the screen: the race's own picture and tables, driven by a playback. */

import { Cameras } from "../cameras";
import { element } from "../elements";
import { NameTags } from "../race/name_tags";
import { StandingsView } from "../race/standings_view";
import { TrackMap } from "../race/track_map";
import { RaceView } from "../race_view";
import { Stage } from "../scene";
import { Playback } from "./playback";
import type { Recording } from "./recording";
import { Scrubber } from "./scrubber";

export class Viewer {
  readonly root: HTMLElement;
  readonly scrubber: Scrubber;
  readonly #stage: Stage;
  readonly #cameras: Cameras;
  readonly #tags = new NameTags();
  readonly #track = new TrackMap();
  readonly #standings: StandingsView;
  readonly #title: HTMLElement;
  #view: RaceView | null = null;
  #playback: Playback | null = null;
  /** The creature that is watched; null: whoever is ahead. */
  #watched: number | null = null;
  #shownAt = NaN;

  /** `title` is told what is shown; `open` is called when somebody wants another recording. */
  constructor(root: HTMLElement, title: HTMLElement, open: () => void) {
    this.#title = title;
    this.root = root;
    root.classList.add("race", "replay");
    root.dataset["mode"] = "empty";
    this.#standings = new StandingsView((creature) => {
      this.#watched = this.#watched === creature ? null : creature;
      this.#shownAt = NaN;
    });
    this.scrubber = new Scrubber({
      toggle: () => this.#change((playback) => playback.toggle()),
      seek: (time) => this.#change((playback) => playback.seek(time)),
      step: (by) => this.#change((playback) => playback.step(by)),
      speed: (factor) => {
        if (this.#playback) this.#playback.speed = factor;
      },
      camera: () => this.#cameras.next(),
      open,
    });
    this.#stage = new Stage(root, { label: "The recorded race" });
    this.#cameras = new Cameras(this.#stage, 1);
    root.append(
      this.#tags.root,
      element("div", { class: "hud" }, this.#standings.root, this.#track.root, this.scrubber.root),
    );
    this.#stage.onFrame((seconds) => this.#frame(seconds));
    this.#stage.start();
  }

  /** Shows a recording from its start, at the speed of the last one. */
  play(recording: Recording): void {
    const playback = new Playback(recording);
    playback.speed = this.#playback?.speed ?? 1;
    // What cannot be built leaves what is shown.
    const view = new RaceView(this.#stage, recording.started, recording.bodies);
    this.#view?.dispose();
    [this.#view, this.#playback] = [view, playback];
    this.#watched = null;
    this.#shownAt = NaN;
    this.#cameras.setUnit(view.unit);
    this.#tags.setRace(view);
    this.#track.setRace(recording.started);
    this.#standings.setRace(recording.started);
    this.scrubber.setPlayback(playback);
    this.#title.textContent = recording.title;
    this.root.dataset["mode"] = "race";
  }

  get playback(): Playback | null {
    return this.#playback;
  }

  /** Does something to the playback and says at once where it is now; the picture follows with the next frame. */
  #change(act: (playback: Playback) => void): void {
    if (!this.#playback) return;
    act(this.#playback);
    this.root.dataset["time"] = this.#playback.time.toFixed(3);
  }

  #frame(seconds: number): void {
    const [view, playback] = [this.#view, this.#playback];
    if (!view || !playback) return;
    const passed = playback.advance(seconds);
    const changed = playback.time !== this.#shownAt;
    this.#stage.moving = changed;
    const { state } = playback;
    // A jump is not motion: feet do not flash and nothing flies about.
    if (changed) view.show(state, passed);
    const standings = playback.standings ?? [];
    const watched = this.#watched ?? standings.find(({ place }) => place === 1)?.creature ?? 0;
    const place = view.placeOf(state, watched);
    this.#cameras.update([place[0], place[1], Math.max(0.45 * view.unit, place[2])], seconds);
    view.clearView(this.#stage.camera.position.x, place);
    this.#stage.focus([place[0] + 2 * view.unit, place[1], 0], 9 * view.unit);
    this.#tags.show(view, state, this.#stage);
    this.scrubber.show(playback, this.#cameras.mode);
    if (!changed) return;
    this.#track.show(state, watched);
    this.#standings.show(standings, watched);
    this.#shownAt = playback.time;
    this.root.dataset["time"] = playback.time.toFixed(3);
  }
}
