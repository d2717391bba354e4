/** Pause, step, slow down, start over: the bar under the picture, and its keys. */

import { element, setText } from "../elements";

/** Drawn rather than written: not every machine's fonts have these signs. */
const ICONS = {
  restart: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M11 3v10L4 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  play: "M4 2.5v11L13 8z",
  step: "M5 3v10l7-5z",
} as const;

/** A sign of 16 by 16. */
function icon(name: keyof typeof ICONS): SVGSVGElement {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  picture.append(path);
  return picture;
}

export const SPEEDS: readonly number[] = [0.05, 0.1, 0.25, 0.5, 1, 2];

export interface TransportHandlers {
  pause(paused: boolean): void;
  /** One decision on (1) or back (-1). */
  step(by: 1 | -1): void;
  restart(): void;
  speed(factor: number): void;
  camera(): void;
}

export class Transport {
  readonly root: HTMLElement;
  readonly #handlers: TransportHandlers;
  readonly #play: HTMLButtonElement;
  readonly #speed: HTMLSelectElement;
  readonly #place = element("output", { class: "theatre-place", "aria-label": "Where in the episode" });
  readonly #camera: HTMLButtonElement;
  #paused = false;

  constructor(handlers: TransportHandlers) {
    this.#handlers = handlers;
    const button = (id: string, label: string, key: string, text: string | SVGSVGElement, act: () => void) =>
      element("button", { type: "button", class: "button", id: `theatre-${id}`, "aria-label": label, title: `${label} (${key})`, onclick: act }, text);
    this.#play = button("play", "Pause", "space", icon("pause"), () => handlers.pause(!this.#paused));
    this.#camera = button("camera", "Change the camera", "C", "follow", () => handlers.camera());
    this.#speed = element(
      "select",
      { id: "theatre-speed", "aria-label": "Speed", onchange: () => handlers.speed(Number(this.#speed.value)) },
      ...SPEEDS.map((factor) => element("option", { value: factor, selected: factor === 1 }, `${factor}×`)),
    );
    this.root = element(
      "div",
      { class: "theatre-transport card", role: "group", "aria-label": "Play" },
      button("restart", "Start over", "R", icon("restart"), () => handlers.restart()),
      button("back", "One decision back", ",", icon("back"), () => handlers.step(-1)),
      this.#play,
      button("step", "One decision on", ".", icon("step"), () => handlers.step(1)),
      this.#speed,
      this.#place,
      this.#camera,
    );
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    const label = paused ? "Go on" : "Pause";
    this.#play.replaceChildren(icon(paused ? "play" : "pause"));
    this.#play.setAttribute("aria-label", label);
    this.#play.title = `${label} (space)`;
  }

  set camera(mode: string) {
    setText(this.#camera, mode);
  }

  set factor(factor: number) {
    this.#speed.value = String(factor);
  }

  /** Says which decision is looked at, and how far behind the newest. */
  tell(tick: number, seconds: number, back: number): void {
    setText(this.#place, back > 0 ? `${seconds.toFixed(2)} s, ${back} back` : `${seconds.toFixed(2)} s`);
    this.root.dataset["tick"] = String(tick);
  }

  /** Does what a key says; false if it says nothing. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const target = event.target as HTMLElement | null;
    if (target?.closest("input, select, textarea, [role=tab]") || (event.key === " " && target?.closest("button, summary"))) return false;
    const factor = SPEEDS.indexOf(Number(this.#speed.value));
    if (event.key === " ") this.#handlers.pause(!this.#paused);
    else if (event.key === "." || event.key === "ArrowRight") this.#handlers.step(1);
    else if (event.key === "," || event.key === "ArrowLeft") this.#handlers.step(-1);
    else if (event.key === "r" || event.key === "R") this.#handlers.restart();
    else if (event.key === "c" || event.key === "C") this.#handlers.camera();
    else if (event.key === "-" && factor > 0) this.#handlers.speed(SPEEDS[factor - 1]!);
    else if (event.key === "+" && factor < SPEEDS.length - 1) this.#handlers.speed(SPEEDS[factor + 1]!);
    else return false;
    return true;
  }
}
