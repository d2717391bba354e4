/** Courses to choose from, in a list. */

import { element } from "./elements";

/** What courses made to train on have in their names, as GauntletPractice. */
const PRACTICE = "Practice";

/**
 * An option for every course. Those that creatures practise on come last, under a heading of their own: in a race they are the Gauntlet
 * in short, lopsided, and a player who looks for a course does not look for these.
 */
export function courseOptions(courses: readonly { name: string }[], chosen = ""): (HTMLOptionElement | HTMLOptGroupElement)[] {
  const options = (practice: boolean) =>
    courses
      .filter(({ name }) => name.includes(PRACTICE) === practice)
      .map(({ name }) => element("option", { value: name, selected: name === chosen }, name));
  const practised = options(true);
  return practised.length === 0 ? options(false) : [...options(false), element("optgroup", { label: "To practise on" }, ...practised)];
}
