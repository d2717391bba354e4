/** What is to be shown, as the form has it and as the server is asked for it. */

import type { Content } from "../api";

export interface Chosen {
  /** Names of brains; "" for a creature that stands. The second is null where nothing is compared. */
  brains: [string, string | null];
  /** The task of each. */
  tasks: [string, string];
  /** "" for the first task's own. */
  course: string;
  seed: number;
  difficulty: number;
}

const KEY = "clamber.theatre";
const SEEDS = 500_000;

/** A seed at random that training may draw. */
export function newSeed(): number {
  return Math.floor(Math.random() * SEEDS);
}

/** The brain that knows most kinds of ground is the first to be seen. */
const FIRST = "Quadruped";

/** The last choice, or a brain on its own course; whatever is no longer there is replaced. */
export function chooseAtFirst(content: Content): Chosen {
  const first = content.brains.find(({ name }) => name === FIRST) ?? content.brains[0];
  const brain = first?.name ?? "";
  const task = taskOf(brain, content);
  const chosen: Chosen = {
    brains: [brain, null],
    tasks: [task, task],
    course: "",
    seed: 7,
    difficulty: 0.5,
  };
  try {
    Object.assign(chosen, JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    // A choice that cannot be read is none.
  }
  mend(chosen, content);
  return chosen;
}

/** Replaces what is not there (any more). */
export function mend(chosen: Chosen, content: Content): void {
  const known = (brain: string) => brain === "" || content.brains.some(({ name }) => name === brain);
  if (!known(chosen.brains[0])) chosen.brains[0] = content.brains[0]?.name ?? "";
  if (chosen.brains[1] !== null && !known(chosen.brains[1])) chosen.brains[1] = null;
  for (const i of [0, 1] as const) {
    if (!tasksOf(chosen.brains[i] ?? "", content).some(({ name }) => name === chosen.tasks[i])) {
      chosen.tasks[i] = taskOf(chosen.brains[i] ?? "", content);
    }
  }
  if (chosen.course !== "" && !content.courses.some(({ name }) => name === chosen.course)) chosen.course = "";
  if (!(chosen.seed >= 0 && Number.isSafeInteger(chosen.seed))) chosen.seed = 0;
  if (!(chosen.difficulty >= 0 && chosen.difficulty <= 1)) chosen.difficulty = 0.3;
}

/** The task that a brain was trained for; the first where nobody says; "" where there is none. */
export function taskOf(brain: string, content: Content): string {
  return content.brains.find(({ name }) => name === brain)?.task ?? content.tasks[0]?.name ?? "";
}

/** The tasks that a brain can be tried on: those of its body; all for none. */
export function tasksOf(brain: string, content: Content): Content["tasks"] {
  const body = content.brains.find(({ name }) => name === brain)?.body;
  return body === undefined ? content.tasks : content.tasks.filter((task) => task.body === body);
}

/** Remembers a choice for the next visit. */
export function keep(chosen: Chosen): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // Without storage the page forgets.
  }
}

/** The message that asks for it. */
export function request(chosen: Chosen): { type: string } & Record<string, unknown> {
  const entry = (i: 0 | 1) => ({ task: chosen.tasks[i], brain: chosen.brains[i] || null, name: chosen.brains[i] || chosen.tasks[i] });
  const creatures = chosen.brains[1] === null ? [entry(0)] : [entry(0), entry(1)];
  return { type: "start", course: chosen.course, seed: chosen.seed, difficulty: chosen.difficulty, creatures };
}
