/** What the server says when a race (or a trial, or a recording) begins. */

import type { CourseGeometry } from "./api";

export interface Racer {
  body: string;
  task: string;
  brain: string | null;
  name: string;
  /** Where the middle of its lane lies in the picture, metres to the left. */
  lane_offset_y: number;
  /** How many times as large as its body says it is drawn. */
  scale: number;
  /** Index of its lane's geometry in `courses`. */
  course: number;
  ghost: boolean;
  steerable: boolean;
}

export interface Started {
  creatures: Racer[];
  course: CourseGeometry;
  courses: CourseGeometry[];
  decision_seconds: number;
  boulders: number;
  lanes: "side_by_side" | "one_lane";
  seed: number;
  difficulty: number;
  /** Seconds from the first state to the start. */
  countdown: number;
  /** Seconds after which the race is over. */
  limit: number;
  /** Seconds of the best run so far on this course. */
  best: number | null;
}

/** Who races: all but the ghost of an earlier run, which comes last. */
export function racersOf(started: Started | null): Racer[] {
  return started?.creatures.filter(({ ghost }) => !ghost) ?? [];
}
