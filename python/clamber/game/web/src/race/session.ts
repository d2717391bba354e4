/** A race as the server tells it: the socket, what has been told so far, and what may be asked. */

import { Recorder } from "../replay/recorder";
import { Socket } from "../socket";
import type { Started } from "../started";
import { decodeState } from "../state";
import { Timeline } from "../timeline";

export interface Entry {
  task: string;
  brain: string | null;
  name: string;
}

export interface RacePlan {
  course: string;
  seed: number;
  difficulty: number;
  lanes: Started["lanes"];
  creatures: Entry[];
}

export interface Standing {
  creature: number;
  place: number;
  distance: number;
  speed: number;
  falls: number;
  finished_at: number | null;
}

export interface RaceEvent {
  event: "go" | "fell" | "out" | "stuck" | "recovered" | "finished" | "over";
  creature: number;
  time: number;
  distance: number;
}

export interface SessionHandlers {
  started(started: Started): void;
  event(event: RaceEvent): void;
  standings(standings: Standing[]): void;
  /** The server has stopped the race's clock, or lets it go on. */
  paused(): void;
  /** Something was refused; the race goes on, unless `started` is null by then. */
  refused(message: string): void;
  /** The server has gone. */
  lost(message: string): void;
}

export class RaceSession {
  readonly timeline = new Timeline();
  /** Keeps what is told, so that it can be saved. */
  readonly recorder = new Recorder();
  started: Started | null = null;
  standings: Standing[] = [];
  paused = false;
  /** Simulated seconds per second. */
  factor = 1;
  readonly #handlers: SessionHandlers;
  #socket: Socket | null = null;
  /** Whether a race was asked for that has not begun. */
  #asked = false;

  constructor(handlers: SessionHandlers) {
    this.#handlers = handlers;
  }

  /** Asks for a race in place of the one that is on. */
  start(plan: RacePlan): void {
    this.#socket ??= this.#connect();
    this.#send({ type: "start", ...plan });
    this.#asked = true;
  }

  /** The same race from the start. */
  restart(): void {
    this.#send({ type: "restart" });
  }

  /** Ends the race and the connection. */
  stop(): void {
    this.#socket?.close();
    this.#socket = null;
    this.#forget();
  }

  setPaused(paused: boolean): void {
    if (this.started === null) return;
    this.paused = paused;
    this.timeline.rate = paused ? 0 : this.factor;
    this.#send({ type: paused ? "pause" : "resume" });
  }

  setSpeed(factor: number): void {
    this.factor = factor;
    if (!this.paused) this.timeline.rate = factor;
    this.#send({ type: "speed", factor });
  }

  steer(creature: number, speed: number, heading: number): void {
    this.#send({ type: "steer", creature, speed, heading });
  }

  release(creature: number): void {
    this.#send({ type: "release", creature });
  }

  push(creature: number, direction: [number, number, number]): void {
    this.#send({ type: "push", creature, direction });
  }

  throw(position: [number, number, number], velocity: [number, number, number]): void {
    this.#send({ type: "throw", position, velocity });
  }

  #send(message: { type: string } & Record<string, unknown>): void {
    this.#socket?.send(message);
  }

  #forget(): void {
    this.started = null;
    this.standings = [];
    this.paused = false;
    this.timeline.clear();
  }

  #connect(): Socket {
    return new Socket("/race", {
      message: (message) => this.#read(message),
      binary: (bytes) => {
        if (!this.started) return;
        this.timeline.push(decodeState(bytes));
        this.recorder.state(bytes);
      },
      closed: (reason) => {
        this.#socket = null;
        this.#forget();
        this.#handlers.lost(reason);
      },
    });
  }

  #read(message: { type: string } & Record<string, unknown>): void {
    if (message.type === "started") {
      this.#forget();
      this.started = message as unknown as Started;
      // Another race, not the same again.
      if (this.#asked) this.setSpeed(1);
      this.#asked = false;
      this.timeline.rate = this.factor;
      this.recorder.begin(this.started);
      this.#handlers.started(this.started);
    } else if (message.type === "event") {
      this.recorder.message(message);
      const event = message as unknown as RaceEvent;
      const standing = this.standings.find(({ creature }) => creature === event.creature);
      if (event.event === "finished" && standing) standing.finished_at = event.time;
      this.#handlers.event(event);
    } else if (message.type === "standings") {
      this.recorder.message(message);
      this.standings = message["standings"] as Standing[];
      this.#handlers.standings(this.standings);
    } else if (message.type === "paused" || message.type === "resumed") {
      // Also of a pause that was asked for before the race was there, which began without one.
      this.paused = message.type === "paused";
      this.timeline.rate = this.paused ? 0 : this.factor;
      this.#handlers.paused();
    } else if (message.type === "stopped") {
      this.#forget();
    } else if (message.type === "error") {
      this.#asked = false;
      this.#handlers.refused(String(message["message"]));
    }
  }
}
