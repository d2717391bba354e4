/** What the pointer does to the world: a click throws a boulder there, a click with shift held pushes a creature. */

import type { Stage } from "../scene";

export interface HandsHandlers {
  throw(position: [number, number, number], velocity: [number, number, number]): void;
  push(creature: number, direction: [number, number, number]): void;
  /** How fast a creature goes along its lane, m/s: a throw at it aims ahead. */
  speedOf(creature: number): number;
  /** How many times as large as life the creature nearest to a place is drawn: things fall so much faster there. */
  scaleAt(place: readonly [number, number, number]): number;
}

export type Tool = "throw" | "push";

const GRAVITY = 9.81;
/** A press that moved further (pixels) or held longer (milliseconds) turns the camera. */
const CLICK_REACH = 6;
const CLICK_TIME = 500;

/** The speed that takes a boulder from one place to another in so many seconds, where things fall at `gravity` m/s². */
function throwTo(from: readonly number[], to: readonly number[], seconds: number, gravity: number): [number, number, number] {
  return [
    (to[0]! - from[0]!) / seconds,
    (to[1]! - from[1]!) / seconds,
    (to[2]! - from[2]!) / seconds + (gravity * seconds) / 2,
  ];
}

export class Hands {
  /** What a plain click does. */
  tool: Tool = "throw";
  /** Metres per leg length of the picture. */
  unit = 1;
  readonly #stage: Stage;
  readonly #handlers: HandsHandlers;
  #pressed: { x: number; y: number; time: number } | null = null;

  constructor(stage: Stage, handlers: HandsHandlers) {
    this.#stage = stage;
    this.#handlers = handlers;
    const { canvas } = stage;
    canvas.addEventListener("pointerdown", (event) => {
      this.#pressed = event.button === 0 && event.isPrimary ? { x: event.clientX, y: event.clientY, time: event.timeStamp } : null;
    });
    canvas.addEventListener("pointerup", (event) => {
      const pressed = this.#pressed;
      this.#pressed = null;
      if (!pressed || event.timeStamp - pressed.time > CLICK_TIME) return;
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > CLICK_REACH) return;
      this.#click(event.clientX, event.clientY, event.shiftKey !== (this.tool === "push"));
    });
  }

  /** Throws a boulder from the camera's side at a place that moves at `ahead` m/s along the lane. */
  throwAt(place: readonly [number, number, number], origin: readonly [number, number, number], ahead = 0): void {
    const { unit } = this;
    // From no further than a few lengths, so that it lands while one still remembers having thrown it.
    const away = origin.map((part, k) => part - place[k]!);
    const distance = Math.hypot(...away) || 1;
    const reach = Math.min(distance, 7 * unit);
    const from: [number, number, number] = [
      place[0] + (away[0]! / distance) * reach,
      place[1] + (away[1]! / distance) * reach,
      place[2] + Math.max(0.8 * unit, (away[2]! / distance) * reach),
    ];
    const seconds = Math.max(0.25, reach / (9 * unit + 4));
    const to = [place[0] + ahead * seconds, place[1], place[2]];
    this.#handlers.throw(from, throwTo(from, to, seconds, GRAVITY * this.#handlers.scaleAt(place)));
  }

  #click(x: number, y: number, push: boolean): void {
    const hit = this.#stage.pick(x, y);
    const ray = this.#stage.ray(x, y);
    const creature = hit?.data["creature"];
    if (push) {
      if (typeof creature !== "number") return;
      const level = Math.hypot(ray.direction[0], ray.direction[1]) || 1;
      this.#handlers.push(creature, [ray.direction[0] / level, ray.direction[1] / level, 0.2]);
    } else if (hit && !hit.data["sea"]) {
      this.throwAt(hit.point, ray.origin, typeof creature === "number" ? this.#handlers.speedOf(creature) : 0);
    }
  }
}
