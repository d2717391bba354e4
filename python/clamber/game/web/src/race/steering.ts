/** Steering by arrow keys, gamepad or a stick on the screen: a wanted speed and heading while somebody holds on. */

import { element } from "../elements";

export interface Wish {
  /** -1 slowest, 0 in between, 1 fastest. */
  speed: number;
  /** To the left, rad. */
  heading: number;
}

/** How far a stick pushed all the way turns a creature, rad. */
const FULL_TURN = 0.7;
/** A gamepad's stick within this of its middle rests. */
const RESTS = 0.18;
/** Not more often than this is the server told, seconds. */
const TELL_EVERY = 0.06;

const KEYS: Record<string, readonly [forward: number, left: number]> = {
  ArrowUp: [1, 0],
  ArrowDown: [-1, 0],
  ArrowLeft: [0, 1],
  ArrowRight: [0, -1],
};

export class Steering {
  /** A stick for thumbs; shown where the pointer is coarse. */
  readonly stick = element("div", { class: "stick", "aria-hidden": "true" });
  readonly #knob = element("span");
  readonly #held = new Set<string>();
  #thumb: readonly [number, number] | null = null;
  #told: Wish | null = null;
  #wait = 0;

  constructor() {
    this.stick.append(this.#knob);
    const move = (event: PointerEvent): void => {
      const { left, top, width, height } = this.stick.getBoundingClientRect();
      let x = ((event.clientX - left) / width) * 2 - 1;
      let y = ((event.clientY - top) / height) * 2 - 1;
      const length = Math.hypot(x, y);
      if (length > 1) [x, y] = [x / length, y / length];
      this.#thumb = [-y, -x];
      this.#knob.style.translate = `${x * 34}px ${y * 34}px`;
    };
    this.stick.addEventListener("pointerdown", (event) => {
      this.stick.setPointerCapture(event.pointerId);
      move(event);
    });
    this.stick.addEventListener("pointermove", (event) => {
      if (this.stick.hasPointerCapture(event.pointerId)) move(event);
    });
    this.stick.addEventListener("lostpointercapture", () => this.#dropStick());
  }

  /** Takes in a key; true if it was one of the arrows. */
  key(name: string, down: boolean): boolean {
    if (!(name in KEYS)) return false;
    if (down) this.#held.add(name);
    else this.#held.delete(name);
    return true;
  }

  /** Lets go of keys and stick, as when the window loses the focus. */
  letGo(): void {
    this.#held.clear();
    this.#dropStick();
  }

  #dropStick(): void {
    this.#thumb = null;
    this.#knob.style.translate = "";
  }

  /** Begins anew: nobody has been told anything. */
  forget(): void {
    this.#told = null;
  }

  /** What is wanted now; null while nobody holds on. */
  wish(): Wish | null {
    let [forward, left] = this.#thumb ?? this.#gamepad() ?? [0, 0];
    const held = this.#held.size > 0;
    for (const name of this.#held) {
      forward += KEYS[name]![0];
      left += KEYS[name]![1];
    }
    if (!held && this.#thumb === null && forward === 0 && left === 0) return null;
    const clamp = (value: number): number => Math.max(-1, Math.min(1, value));
    return { speed: clamp(forward), heading: clamp(left) * FULL_TURN };
  }

  /** Called once per frame: tells what changed, not too often. */
  update(seconds: number, steer: (wish: Wish) => void, release: () => void): void {
    this.#wait -= seconds;
    const wish = this.wish();
    if (wish === null) {
      if (this.#told !== null) release();
      this.#told = null;
      return;
    }
    if (wish.speed === this.#told?.speed && wish.heading === this.#told.heading) return;
    if (this.#wait > 0 && this.#told !== null) return;
    this.#wait = TELL_EVERY;
    this.#told = wish;
    steer(wish);
  }

  #gamepad(): readonly [number, number] | null {
    for (const pad of navigator.getGamepads?.() ?? []) {
      const [x = 0, y = 0] = pad?.axes ?? [];
      const cross = (button: number): number => Number(pad?.buttons[button]?.pressed ?? false);
      const forward = Math.abs(y) > RESTS ? -y : cross(12) - cross(13);
      const left = Math.abs(x) > RESTS ? -x : cross(14) - cross(15);
      if (forward !== 0 || left !== 0) return [forward, left];
    }
    return null;
  }
}
