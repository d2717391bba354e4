/** A creature that tries the course on the table: the /trial socket, and what it has told so far. */

import { Socket } from "../socket";
import type { Started } from "../started";
import { decodeState } from "../state";
import { Timeline } from "../timeline";
import type { CourseSpec } from "./table_api";

export interface TrialPlan {
  spec: CourseSpec;
  seed: number;
  difficulty: number;
  task: string;
  brain: string | null;
  name: string;
  /** Where it is dropped in, leg lengths from the start line. */
  from: number;
}

/** How a trial goes. */
export interface TrialNews {
  /** "go", "fell", "out", "stuck", "recovered", "finished" or "over". */
  event: string;
  time: number;
  distance: number;
}

export interface TrialHandlers {
  started(started: Started): void;
  news(news: TrialNews): void;
  standing(distance: number, speed: number, falls: number): void;
  refused(message: string): void;
  /** The connection is gone. */
  lost(message: string): void;
}

export class Trial {
  readonly timeline = new Timeline();
  readonly #handlers: TrialHandlers;
  #socket: Socket | null = null;
  #running = false;

  constructor(handlers: TrialHandlers) {
    this.#handlers = handlers;
  }

  /** Whether a creature is on the course, or on its way. */
  get running(): boolean {
    return this.#running;
  }

  /** Drops a creature in, in place of the one that is there. */
  start({ spec, seed, difficulty, task, brain, name, from }: TrialPlan): void {
    this.#socket ??= this.#connect();
    this.#running = true;
    this.#socket.send({
      type: "start", course: "", spec, seed, difficulty, from, lanes: "one_lane", countdown: 0, creatures: [{ task, brain, name }],
    });
  }

  /** Takes the creature out. */
  stop(): void {
    this.#socket?.close();
    this.#socket = null;
    this.#running = false;
    this.timeline.clear();
  }

  #connect(): Socket {
    return new Socket("/trial", {
      message: (message) => this.#take(message),
      binary: (bytes) => this.timeline.push(decodeState(bytes)),
      closed: (reason) => {
        this.#socket = null;
        this.#running = false;
        this.#handlers.lost(reason);
      },
    });
  }

  #take(message: { type: string } & Record<string, unknown>): void {
    if (message.type === "started") {
      this.timeline.clear();
      this.#handlers.started(message as unknown as Started);
    } else if (message.type === "event") this.#handlers.news(message as unknown as TrialNews);
    else if (message.type === "standings") {
      const [first] = message["standings"] as { distance: number; speed: number; falls: number }[];
      if (first) this.#handlers.standing(first.distance, first.speed, first.falls);
    } else if (message.type === "error") this.#handlers.refused(String(message["message"]));
  }
}
