/** The bar that a recording is driven with: play, speed, camera, and where in the race one is. */

import { teamColour } from "../colours";
import { element, setText } from "../elements";
import { icon, type IconName } from "../icons";
import { clockText } from "../race/standings_view";
import type { Playback } from "./playback";

const SPEEDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 4];
const WORDS: Record<string, string> = { fell: "fell", out: "left the course", finished: "arrived" };

export interface ScrubberActions {
  toggle(): void;
  seek(time: number): void;
  step(by: 1 | -1): void;
  speed(factor: number): void;
  camera(): void;
  open(): void;
}

export class Scrubber {
  readonly root: HTMLElement;
  readonly #actions: ScrubberActions;
  readonly #play: HTMLButtonElement;
  readonly #camera: HTMLElement;
  readonly #range = element("input", { type: "range", id: "replay-place", min: 0, max: 1, step: "any", "aria-label": "Place in the race" });
  readonly #marks = element("div", { class: "replay-marks" });
  readonly #clock = element("output", { class: "replay-clock", for: "replay-place" });
  readonly #speed: HTMLSelectElement;

  constructor(actions: ScrubberActions) {
    this.#actions = actions;
    const button = (id: string, picture: IconName, label: string, key: string, act: () => void, text?: HTMLElement) =>
      element("button", { type: "button", class: "button", id: `replay-${id}`, "aria-label": label, title: key ? `${label} (${key})` : label, onclick: act }, icon(picture), text);
    this.#play = button("play", "pause", "Pause", "space", () => actions.toggle());
    this.#camera = element("span", {}, "follow");
    this.#speed = element(
      "select",
      { id: "replay-speed", "aria-label": "Speed", onchange: () => actions.speed(Number(this.#speed.value)) },
      ...SPEEDS.map((factor) => element("option", { value: factor, selected: factor === 1 }, `${factor}×`)),
    );
    this.#range.addEventListener("input", () => actions.seek(this.#range.valueAsNumber));
    this.root = element(
      "div",
      { class: "replay-bar card", role: "group", "aria-label": "Replay" },
      this.#play,
      this.#clock,
      element("div", { class: "replay-scrub" }, this.#marks, this.#range),
      this.#speed,
      button("camera", "camera", "Change the camera", "C", () => actions.camera(), this.#camera),
      button("open", "list", "Other recordings", "O", () => actions.open()),
    );
  }

  /** Shows another recording. */
  setPlayback(playback: Playback): void {
    this.#range.min = String(playback.start);
    this.#range.max = String(playback.end);
    const { creatures } = playback.recording.started;
    this.#marks.replaceChildren(
      ...playback.moments.map(({ time, event, creature }) => {
        const share = (time - playback.start) / Math.max(playback.end - playback.start, 1e-6);
        const title = `${creatures[creature]?.name ?? "?"} ${WORDS[event] ?? event}, ${clockText(time)}`;
        return element("i", { class: `replay-mark ${event}`, title, style: `left:${(100 * share).toFixed(2)}%;--team:${teamColour(creature)}` });
      }),
    );
  }

  show(playback: Playback, camera: string): void {
    this.#range.value = String(playback.time);
    this.#range.setAttribute("aria-valuetext", `${playback.time.toFixed(1)} seconds`);
    setText(this.#clock, `${clockText(playback.time)} / ${clockText(playback.end)}`);
    setText(this.#camera, camera);
    const label = playback.playing ? "Pause" : "Play";
    if (this.#play.getAttribute("aria-label") === label) return;
    this.#play.replaceChildren(icon(playback.playing ? "pause" : "play"));
    this.#play.setAttribute("aria-label", label);
    this.#play.title = `${label} (space)`;
  }

  /** Does what a key says; false if it says nothing. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const target = event.target as HTMLElement | null;
    if (target?.closest("select, a, input:not([type=range])") || (event.key === " " && target?.closest("button"))) return false;
    const actions: Record<string, () => void> = {
      " ": () => this.#actions.toggle(),
      ".": () => this.#actions.step(1),
      ",": () => this.#actions.step(-1),
      c: () => this.#actions.camera(),
      o: () => this.#actions.open(),
    };
    const act = actions[event.key.toLowerCase()];
    act?.();
    return act !== undefined;
  }
}
