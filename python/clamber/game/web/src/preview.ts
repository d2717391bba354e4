/** A race before it starts: its course and its creatures standing behind the line, without a server's simulation. */

import type { Body, CourseGeometry } from "./api";
import type { Racer, Started } from "./started";
import { type CreatureState, RUNNING, type State } from "./state";

/** Between two lanes, leg lengths; as in the server's races. */
const BETWEEN = 0.5;

export interface Entrant {
  body: Body;
  task: string;
  /** Metres per leg length of its courses. */
  course_scale: number;
  brain: string | null;
  name: string;
}

/** What a race of these creatures on this course will look like when it begins. */
export function plannedRace(course: CourseGeometry, entrants: readonly Entrant[], lanes: Started["lanes"]): Started {
  const apart = course.width + BETWEEN * course.scale;
  return {
    creatures: entrants.map(
      ({ body, task, course_scale, brain, name }, index): Racer => ({
        body: body.name,
        task,
        brain,
        name,
        lane_offset_y: lanes === "one_lane" ? 0 : -apart * index,
        scale: course.scale / course_scale,
        course: 0,
        ghost: false,
        steerable: false,
      }),
    ),
    course,
    courses: [course],
    decision_seconds: 0.02,
    boulders: 0,
    lanes,
    seed: course.seed,
    difficulty: course.difficulty,
    countdown: 0,
    limit: 0,
    best: null,
  };
}

/** A body standing at a place of its lane. */
export function standing(body: Body, scale: number, x = 0, y = 0): CreatureState {
  const { positions, quaternions } = body.stance;
  const root = new Float32Array([x, y, body.standing_height * scale]);
  return {
    status: RUNNING,
    contacts: 0,
    root,
    places: Float32Array.from(positions.flatMap((place) => place.map((part, k) => root[k]! + part * scale))),
    turns: Float32Array.from(quaternions.flat()),
  };
}

/** The first moment of a planned race. */
export function plannedState(started: Started, bodies: readonly Body[]): State {
  const creatures = started.creatures.map(({ body, scale }) => standing(bodies.find(({ name }) => name === body)!, scale));
  return { flags: 0, tick: 0, time: 0, creatures, boulders: [] };
}
