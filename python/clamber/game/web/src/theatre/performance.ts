/** The theatre's connection: what is shown, what has been told, what may be asked. */

import { Socket } from "../socket";
import { Timeline } from "../timeline";
import { History } from "./history";
import { decodeFrame, type Ended, type TheatreStarted } from "./messages";

export interface PerformanceHandlers {
  started(started: TheatreStarted): void;
  ended(ended: Ended): void;
  /** The next episode began. */
  begun(): void;
  paused(paused: boolean): void;
  /** Something was refused; what is on goes on. */
  refused(message: string): void;
  lost(message: string): void;
}

export class Performance {
  readonly timeline = new Timeline();
  readonly history = new History();
  started: TheatreStarted | null = null;
  paused = false;
  factor = 1;
  readonly #handlers: PerformanceHandlers;
  #socket: Socket | null = null;
  /** Whether what was on the stage broke; its last frames stay. */
  #broken = false;
  /** Whether a start is asked for that has been neither made nor refused. */
  #asked = false;

  constructor(handlers: PerformanceHandlers) {
    this.#handlers = handlers;
  }

  /** Shows something new. */
  start(request: { type: string } & Record<string, unknown>): void {
    this.#socket ??= this.#connect();
    this.#asked = true;
    this.#socket.send({ ...request, paused: this.paused });
    this.#socket.send({ type: "speed", factor: this.factor });
  }

  stop(): void {
    this.#socket?.close();
    this.#socket = null;
    this.#broken = false;
    this.#forget();
  }

  /** Whether there is a server that answers, and shows something or is about to. */
  get connected(): boolean {
    return this.#socket !== null && !this.#broken && (this.started !== null || this.#asked);
  }

  /** Asks the server for it; where there is none, what is asked for next begins so. */
  setPaused(paused: boolean): void {
    if (this.connected) this.#socket?.send({ type: paused ? "pause" : "resume" });
    else this.#setPaused(paused);
  }

  setSpeed(factor: number): void {
    this.factor = factor;
    this.timeline.rate = this.paused ? 0 : factor;
    this.#socket?.send({ type: "speed", factor });
  }

  /** Back to the start of the first episode, also in sight of somebody who looks at what was before. */
  restart(): void {
    this.history.lookAtNewest();
    this.#socket?.send({ type: "restart" });
  }

  /** One decision on or back; pauses first. Earlier ones come from what was kept. */
  step(by: 1 | -1): void {
    if (!this.paused) this.setPaused(true);
    if (this.history.look(by)) return;
    if (by > 0) this.#socket?.send({ type: "step" });
  }

  #forget(): void {
    this.started = null;
    this.history.clear();
    this.timeline.clear();
  }

  #connect(): Socket {
    return new Socket("/theatre", {
      message: (message) => this.#read(message),
      binary: (bytes) => {
        if (!this.started) return;
        const frame = decodeFrame(bytes, this.started.actors);
        const newest = this.timeline.newest;
        if (newest && frame.state.time < newest.time) this.#handlers.begun();
        this.history.push(frame);
        this.timeline.push(frame.state);
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
      this.started = message as unknown as TheatreStarted;
      this.#broken = this.#asked = false;
      this.#setPaused(this.started.paused);
      this.#handlers.started(this.started);
    } else if (message.type === "ended") {
      this.#handlers.ended(message as unknown as Ended);
    } else if (message.type === "paused" || message.type === "resumed") {
      this.#setPaused(message.type === "paused");
      if (message.type === "resumed") this.history.lookAtNewest();
    } else if (message.type === "stopped") {
      this.#broken = true;
    } else if (message.type === "error") {
      this.#asked = false;
      this.#handlers.refused(String(message["message"]));
    }
  }

  #setPaused(paused: boolean): void {
    this.paused = paused;
    this.timeline.rate = paused ? 0 : this.factor;
    this.#handlers.paused(paused);
  }
}
