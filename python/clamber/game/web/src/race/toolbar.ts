/** The race's buttons: every key has one. */

import type { CameraMode } from "../cameras";
import { element } from "../elements";
import { icon, type IconName } from "../icons";
import type { Tool } from "./hands";

export interface ToolbarActions {
  pause(): void;
  slow(): void;
  camera(): void;
  watchNext(): void;
  tool(): void;
  newSeed(): void;
  restart(): void;
  setup(): void;
  record(): void;
}

interface Key {
  keys: string;
  what: string;
}

/** Shown by `?`. */
const KEYS: readonly Key[] = [
  { keys: "Click", what: "throw a boulder there" },
  { keys: "Shift click", what: "push a creature" },
  { keys: "T", what: "a click throws, or pushes" },
  { keys: "B  X", what: "throw at, push the one you watch" },
  { keys: "← ↑ → ↓", what: "steer the one you watch (or a gamepad)" },
  { keys: "1 – 8, 0", what: "watch that creature, the leader" },
  { keys: "Drag, wheel", what: "turn the camera, zoom" },
  { keys: "C", what: "camera: follow, side, free" },
  { keys: "Space", what: "pause" },
  { keys: "S", what: "slow motion" },
  { keys: "N", what: "new seed" },
  { keys: "R", what: "same race again" },
  { keys: "V", what: "save a recording of this race" },
  { keys: "Esc", what: "back to choosing" },
  { keys: "?", what: "show or hide these keys" },
];

export class Toolbar {
  readonly root: HTMLElement;
  readonly help: HTMLElement;
  readonly #pause: HTMLButtonElement;
  readonly #slow: HTMLButtonElement;
  readonly #camera: HTMLButtonElement;
  readonly #tool: HTMLButtonElement;
  readonly #watch: HTMLButtonElement;

  constructor(actions: ToolbarActions) {
    const button = (id: string, picture: IconName, text: string, key: string, action: () => void, title = `${text} (${key})`): HTMLButtonElement =>
      element(
        "button",
        { type: "button", class: "tool", id: `race-${id}`, title, "aria-keyshortcuts": key, onclick: action },
        icon(picture),
        element("span", { class: "text" }, text),
      );
    this.#pause = button("pause", "pause", "Pause", "Space", () => actions.pause());
    this.#slow = button("slow", "slow", "Slow", "S", () => actions.slow());
    this.#camera = button("camera", "camera", "Follow", "C", () => actions.camera(), "Camera: follow, side, free (C)");
    this.#watch = button("watch", "eye", "Leader", "0", () => actions.watchNext(), "Watch another (0: the leader)");
    this.#tool = button("tool", "boulder", "Throw", "T", () => actions.tool(), "What a click does: throw, push (T)");
    this.root = element(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "Race" },
      this.#pause,
      this.#slow,
      this.#camera,
      this.#watch,
      this.#tool,
      button("new", "dice", "New seed", "N", () => actions.newSeed()),
      button("restart", "again", "Again", "R", () => actions.restart()),
      button("setup-open", "list", "Choose", "Escape", () => actions.setup()),
      button("record", "record", "Save", "V", () => actions.record()),
      button("help", "help", "Keys", "?", () => this.toggleHelp()),
    );
    this.help = element(
      "div",
      { class: "help card", id: "race-keys", hidden: true },
      element("h2", {}, "Keys"),
      element("dl", {}, ...KEYS.flatMap(({ keys, what }) => [element("dt", {}, keys), element("dd", {}, what)])),
    );
  }

  toggleHelp(): void {
    this.help.hidden = !this.help.hidden;
  }

  setPaused(paused: boolean): void {
    this.#label(this.#pause, paused ? "play" : "pause", paused ? "Go on" : "Pause", paused);
  }

  setSlow(slow: boolean): void {
    this.#label(this.#slow, "slow", slow ? "Full speed" : "Slow", slow);
  }

  setCamera(mode: CameraMode): void {
    this.#label(this.#camera, "camera", { follow: "Follow", side: "Side", free: "Free" }[mode]);
  }

  setWatched(name: string): void {
    this.#label(this.#watch, "eye", name);
  }

  setTool(tool: Tool): void {
    this.#label(this.#tool, tool === "throw" ? "boulder" : "push", tool === "throw" ? "Throw" : "Push");
  }

  #label(target: HTMLButtonElement, picture: IconName, text: string, pressed?: boolean): void {
    target.firstElementChild!.replaceWith(icon(picture));
    target.lastElementChild!.textContent = text;
    if (pressed === undefined) return;
    target.setAttribute("aria-pressed", String(pressed));
    target.title = `${text} (${target.getAttribute("aria-keyshortcuts")})`;
  }
}
