/** Every colour that means something, in one place: segment kinds, teams, the world. */

/** Kinds of segments in the order of their numbers: how they are called on the page, and their colour. */
export const KINDS: readonly { name: string; colour: string }[] = [
  { name: "Flat", colour: "#d9c7a0" },
  { name: "Rough", colour: "#b98a4e" },
  { name: "Slope", colour: "#93b04b" },
  { name: "Stairs", colour: "#5b9bc8" },
  { name: "Hurdles", colour: "#e8793a" },
  { name: "Gaps", colour: "#3f7f9c" },
  { name: "Platforms", colour: "#c45f92" },
  { name: "Stepping stones", colour: "#3fa79a" },
  { name: "Slalom", colour: "#8a6fc4" },
  { name: "Beams", colour: "#d2484c" },
  { name: "Rubble", colour: "#a87c55" },
  { name: "Narrow bridge", colour: "#4f9a68" },
  { name: "Boulders", colour: "#85868c" },
];

/** Teams, told apart also by those who confuse red and green (Okabe and Ito 2008); the same as in Unity's race. */
export const TEAMS: readonly string[] = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#ededed"];

/** The colour of the i-th creature. */
export function teamColour(creature: number): string {
  return TEAMS[creature % TEAMS.length]!;
}

/** The colour of a segment kind; sand for one that this page does not know. */
export function kindColour(kind: number): string {
  return (KINDS[kind] ?? KINDS[0]!).colour;
}

export const WORLD = {
  skyTop: "#3f8fcf",
  skyMiddle: "#9fd0ea",
  horizon: "#fbe6cc",
  sea: "#4fb3b5",
  sand: "#ecdcb4",
  earth: "#b98f63",
  rock: "#8d8f96",
  sun: "#fff1d6",
} as const;
