/** Who is steered: always the watched creature, as long as somebody holds on. */

import { element, setText } from "../elements";
import type { Racer } from "../started";
import type { Toasts } from "../toasts";
import { Steering } from "./steering";

export interface HelmHandlers {
  steer(creature: number, speed: number, heading: number): void;
  /** The creature goes its own way again. */
  release(creature: number): void;
}

export class Helm {
  readonly steering = new Steering();
  /** Says who can be steered, and with what. */
  readonly hint = element("div", { class: "hint" });
  readonly #handlers: HelmHandlers;
  readonly #toasts: Toasts;
  #steered: number | null = null;

  constructor(toasts: Toasts, handlers: HelmHandlers) {
    this.#toasts = toasts;
    this.#handlers = handlers;
    addEventListener("blur", () => this.#letGo());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#letGo();
    });
  }

  /** A new race: nobody is steered yet. */
  reset(): void {
    this.#steered = null;
    this.steering.forget();
  }

  /** Lets go at once: a page that is hidden gets no frames in which to tell of it. */
  #letGo(): void {
    this.steering.letGo();
    if (this.#steered !== null) this.#handlers.release(this.#steered);
    this.reset();
  }

  /** Called once per frame with the creature that is watched. */
  update(seconds: number, watched: number, racer: Racer): void {
    if (this.#steered !== null && this.#steered !== watched) {
      this.#handlers.release(this.#steered);
      this.reset();
    }
    setText(this.hint, racer.steerable ? `Arrow keys steer ${racer.name}` : "");
    if (!racer.steerable) {
      if (this.steering.wish() !== null) {
        this.#toasts.sayOnce(`${racer.name} cannot be steered: its training knew no commands`);
      }
      return;
    }
    this.steering.update(
      seconds,
      ({ speed, heading }) => {
        this.#steered = watched;
        this.#handlers.steer(watched, speed, heading);
      },
      () => {
        this.#steered = null;
        this.#handlers.release(watched);
      },
    );
  }
}
