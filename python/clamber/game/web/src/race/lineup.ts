/** What somebody chose to race: kept between visits. */

import type { Content } from "../api";
import type { Started } from "../started";
import type { RacePlan } from "./session";

export const MOST_CREATURES = 8;
/** Courses that no training has seen begin here. */
const FIRST_UNSEEN_SEED = 500_000;
const KEPT_AS = "clamber.lineup";
/** Named after their teams' colours. */
const NAMES = ["Amber", "Sky", "Fern", "Lemon", "Navy", "Rust", "Rose", "Snow"];

/** A creature that is entered: which task's body, and which brain, if any. */
export interface Choice {
  task: string;
  brain: string | null;
  name: string;
}

export interface Lineup {
  course: string;
  seed: number;
  difficulty: number;
  lanes: Started["lanes"];
  creatures: Choice[];
}

/** What was chosen last, whether or not all of it is there, and what of it was shown then. */
let chosen: Lineup | null = null;
let shown: Lineup | null = null;

/** The name of the i-th creature unless it is given another. */
export function teamName(index: number): string {
  return NAMES[index % NAMES.length]!;
}

/** A seed that no training has drawn. */
export function newSeed(): number {
  return FIRST_UNSEEN_SEED + Math.floor(Math.random() * 1_000_000);
}

/** A choice by one value, for lists: a brain by name, or a body that only stands. */
export function valueOf(choice: Choice): string {
  return choice.brain === null ? `task:${choice.task}` : `brain:${choice.brain}`;
}

/** The choice of a value; null for one that there is not. */
export function choiceOf(value: string, content: Content, name: string): Choice | null {
  if (value.startsWith("brain:")) {
    const brain = content.brains.find((one) => `brain:${one.name}` === value);
    return brain ? { task: brain.task, brain: brain.name, name } : null;
  }
  const task = content.tasks.find((one) => `task:${one.name}` === value);
  return task ? { task: task.name, brain: null, name } : null;
}

/** The choice as far as what it names is still there, else its brain by the brain's own task; null where that is gone. */
function stillThere(choice: Choice, content: Content): Choice | null {
  const { task, brain, name } = choice;
  const lived = content.tasks.find((one) => one.name === task);
  // A brain may live another task than its own, in the same body.
  const isKnown = lived !== undefined && (brain === null || content.brains.some((one) => one.name === brain && one.body === lived.body));
  return isKnown ? { task, brain, name } : choiceOf(valueOf(choice), content, name);
}

function defaults(content: Content): Lineup {
  const entrants: Omit<Choice, "name">[] =
    content.brains.length > 0 ? content.brains.map(({ task, name }) => ({ task, brain: name })) : content.tasks.map(({ name }) => ({ task: name, brain: null }));
  // Files that cannot be read may leave nothing to choose from; the server tells which.
  const [first] = entrants;
  const course = (first ? content.tasks.find(({ name }) => name === first.task)?.course : content.courses[0]?.name) ?? "Flat";
  const creatures = first ? [0, 1, 2, 3].map((i) => ({ ...entrants[i % entrants.length]!, name: teamName(i) })) : [];
  return { course, seed: FIRST_UNSEEN_SEED + 7, difficulty: 0.3, lanes: "side_by_side", creatures };
}

/** What was chosen last, or what the address asks for (`?task=`, `?brain=`, `?course=`), as far as it still exists. */
export function recall(content: Content): Lineup {
  const lineup = defaults(content);
  let kept: Partial<Lineup> = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<Lineup>;
  } catch {
    // Nothing kept, or not readable: the defaults.
  }
  if (typeof kept.course === "string") lineup.course = kept.course;
  if (Number.isSafeInteger(kept.seed) && kept.seed! >= 0) lineup.seed = kept.seed!;
  if (typeof kept.difficulty === "number" && kept.difficulty >= 0 && kept.difficulty <= 1) lineup.difficulty = kept.difficulty;
  if (kept.lanes === "one_lane") lineup.lanes = "one_lane";
  if (Array.isArray(kept.creatures) && kept.creatures.length > 0) {
    lineup.creatures = kept.creatures
      .slice(0, MOST_CREATURES)
      .map(({ task, brain, name }, i) => ({ task: String(task), brain: brain === null ? null : String(brain), name: String(name ?? teamName(i)).slice(0, 16) }));
  }
  chosen = asked(lineup, content);
  return asFarAsThere(content, lineup);
}

/**
 * What was chosen last, with what there is in the place of what is gone (a brain, a course). It is back when that is:
 * a file that is being changed may be unreadable for a while.
 */
export function asFarAsThere(content: Content, otherwise: Lineup): Lineup {
  const first = defaults(content);
  const lineup = structuredClone(chosen ?? otherwise);
  if (!content.courses.some(({ name }) => name === lineup.course)) lineup.course = first.course;
  if (lineup.creatures.length === 0) lineup.creatures = first.creatures;
  lineup.creatures = lineup.creatures.map((one, i) => stillThere(one, content) ?? { ...one, ...first.creatures[i % first.creatures.length], name: one.name });
  shown = structuredClone(lineup);
  return lineup;
}

/** What was chosen, with what somebody has changed of what was shown of it. */
function changed(before: Lineup, seen: Lineup, now: Lineup): Lineup {
  const asMany = now.creatures.length === seen.creatures.length && seen.creatures.length === before.creatures.length;
  return {
    ...now,
    course: now.course === seen.course ? before.course : now.course,
    creatures: now.creatures.map((one, i) => (asMany && valueOf(one) === valueOf(seen.creatures[i]!) ? { ...before.creatures[i]!, name: one.name } : { ...one })),
  };
}

function asked(lineup: Lineup, content: Content): Lineup {
  const address = new URLSearchParams(location.search);
  const brain = content.brains.find(({ name }) => name === address.get("brain"));
  const task = content.tasks.find(({ name }) => name === (address.get("task") ?? brain?.task));
  if (task) {
    const own = brain ?? content.brains.find((one) => one.task === task.name);
    lineup.creatures = lineup.creatures.map((one) => ({ ...one, task: task.name, brain: own?.name ?? null }));
    lineup.course = task.course;
  }
  const course = address.get("course");
  if (content.courses.some(({ name }) => name === course)) lineup.course = course!;
  return lineup;
}

/** Keeps a lineup for the next visit. */
export function keep(lineup: Lineup): void {
  chosen = chosen && shown ? changed(chosen, shown, lineup) : structuredClone(lineup);
  shown = structuredClone(lineup);
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(chosen));
  } catch {
    // A browser that keeps nothing forgets it.
  }
}

/** What the server is asked for. */
export function planOf(lineup: Lineup): RacePlan {
  return { ...lineup, creatures: lineup.creatures.map((one, i) => ({ ...one, name: one.name.trim() || teamName(i) })) };
}
