/** What somebody is choosing, asked from the server soon after the last change; only the latest answer counts. */

import { type Content, loadCourse } from "../api";
import { plannedRace, plannedState } from "../preview";
import type { Started } from "../started";
import type { State } from "../state";
import type { Lineup } from "./lineup";

/** Nothing changed for so long: the hand rests. Milliseconds. */
const REST = 120;

export interface PreviewHandlers {
  ready(started: Started, state: State, lineup: Lineup): void;
  refused(message: string): void;
}

export class CoursePreview {
  readonly #handlers: PreviewHandlers;
  #timer = 0;
  #asked: AbortController | null = null;

  constructor(handlers: PreviewHandlers) {
    this.#handlers = handlers;
  }

  /** Asks for the lineup's course, after a rest unless `now`. */
  ask(lineup: Lineup, content: Content, now = false): void {
    this.forget();
    this.#timer = window.setTimeout(() => void this.#load(lineup, content), now ? 0 : REST);
  }

  /** Whatever was asked for is not wanted any more. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = null;
  }

  async #load(lineup: Lineup, content: Content): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    const entrants = lineup.creatures.flatMap((one) => {
      const task = content.tasks.find(({ name }) => name === one.task);
      const body = content.bodies.find(({ name }) => name === task?.body);
      return task && body ? [{ ...one, body, course_scale: task.course_scale }] : [];
    });
    const first = entrants[0];
    if (!first) return;
    try {
      const course = await loadCourse(lineup.course, lineup.seed, lineup.difficulty, first.task, asked.signal);
      if (asked.signal.aborted) return;
      const started = plannedRace(course, entrants, lineup.lanes);
      this.#handlers.ready(started, plannedState(started, content.bodies), lineup);
    } catch (error) {
      if (!asked.signal.aborted) this.#handlers.refused((error as Error).message);
    }
  }
}
