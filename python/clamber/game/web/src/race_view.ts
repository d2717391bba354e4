/**
 * A whole race in a stage: lanes, gates, scenery, creatures, boulders, and what flies about when feet land or somebody
 * falls into the water. Shows any state of it; the race, a trial, the theatre and recordings all draw through this.
 */

import { Group } from "three";
import type { Body } from "./api";
import { Boulders } from "./boulders";
import { teamColour, WORLD } from "./colours";
import { buildCourse, disposeCourse } from "./course_mesh";
import { CreatureMesh } from "./creature_mesh";
import { Cutaway } from "./cutaway";
import { Effects } from "./effects";
import type { Point } from "./frames";
import { buildBoard, buildGate, buildLine, buildPad } from "./gates";
import { buildScenery, disposeScenery } from "./scenery";
import type { Stage } from "./scene";
import type { Racer, Started } from "./started";
import { FALLEN, FINISHED, type State } from "./state";

const GHOST_COLOUR = "#ffffff";
const CONFETTI = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#d55e00", "#cc79a7"];

export class RaceView {
  readonly started: Started;
  /** Metres per leg length of the picture. */
  readonly unit: number;
  /** Behind the start line, in the middle of all lanes. */
  readonly middle: [number, number, number];
  readonly #stage: Stage;
  readonly #group = new Group();
  readonly #courses: Group[] = [];
  readonly #cutaway = new Cutaway();
  readonly #scenery: Group;
  readonly #gates: { x: number; gate: Group }[];
  readonly #creatures: CreatureMesh[] = [];
  readonly #boulders: Boulders;
  readonly #effects: Effects;
  readonly #statuses: number[] = [];
  readonly #contacts: number[] = [];
  readonly #wet: boolean[] = [];

  /** Builds the race. Throws an `Error` when a creature's body is not among `bodies`. */
  constructor(stage: Stage, started: Started, bodies: readonly Body[]) {
    this.#stage = stage;
    this.started = started;
    const { course, creatures } = started;
    this.unit = course.scale;
    this.#group.name = "race";

    const offsets = [...new Set(creatures.map((creature) => creature.lane_offset_y))];
    const left = Math.max(...offsets) + course.width / 2;
    const right = Math.min(...offsets) - course.width / 2;
    this.middle = [0, (left + right) / 2, 0.5 * this.unit];
    const drawn = new Set<number>();
    started.courses.forEach((lane, index) => {
      const lanes = creatures.filter((one) => one.course === index).map((one) => one.lane_offset_y);
      // Creatures that share a lane see the first one's: they differ in the height of beams alone.
      const mine = [...new Set(lanes)].filter((y) => !drawn.has(y));
      for (const y of mine) drawn.add(y);
      if (mine.length > 0) this.#courses.push(buildCourse(lane, { lanes: mine, cutaway: this.#cutaway }));
    });
    for (const built of this.#courses) this.#group.add(built);
    this.#scenery = buildScenery({ unit: this.unit, length: course.length, right, left });
    const edges = { unit: this.unit, right, left };
    this.#gates = [
      { x: 0, gate: buildGate("START", "#3f7fb5", 0, edges) },
      { x: course.length, gate: buildGate("FINISH", "#c8502d", course.length, edges) },
    ];
    this.#group.add(this.#scenery, ...this.#gates.map(({ gate }) => gate));
    for (const y of offsets) {
      const owner = creatures.findIndex((one) => !one.ghost && one.lane_offset_y === y);
      this.#group.add(buildLine(0, y, course.width, this.unit), buildLine(course.length, y, course.width, this.unit));
      if (started.lanes === "side_by_side" && owner >= 0) {
        this.#group.add(buildPad(teamColour(owner), y, course.width, this.unit));
      }
    }
    const apart = course.length > 80 ? 20 : course.length > 25 ? 10 : course.length > 8 ? 5 : 1;
    for (let x = apart; x < course.length - apart / 2; x += apart) {
      this.#group.add(buildBoard(`${x} m`, x, left + 0.45 * this.unit, this.unit));
    }

    creatures.forEach((creature, index) => {
      const body = bodies.find(({ name }) => name === creature.body);
      if (!body) throw new Error(`the race has a ${creature.body}, which this page does not know`);
      const mesh = new CreatureMesh(body, {
        colour: creature.ghost ? GHOST_COLOUR : teamColour(index),
        scale: creature.scale,
        ghost: creature.ghost,
      });
      mesh.group.position.y = creature.lane_offset_y;
      mesh.group.userData["creature"] = index;
      if (creature.ghost) mesh.group.userData["unpickable"] = true;
      this.#creatures.push(mesh);
      this.#group.add(mesh.group);
    });
    this.#boulders = new Boulders(this.#group, started.boulders);
    this.#effects = new Effects(this.#group);
    // Last: of a race that cannot be built nothing stays.
    stage.world.add(this.#group);
  }

  /** Shows a moment. `seconds` is how much play went by since the one before (0 for a pause or a jump). */
  show(state: State, seconds: number): void {
    state.creatures.forEach((creature, index) => {
      const mesh = this.#creatures[index];
      if (!mesh) return;
      mesh.pose(creature, seconds);
      if (this.started.creatures[index]!.ghost || seconds === 0) return;
      this.#react(index, creature.status, creature.contacts, mesh, creature.root);
    });
    this.#boulders.show(state.boulders);
    this.#effects.update(seconds);
  }

  /** Where a creature's root is in the picture. */
  placeOf(state: State, creature: number): [number, number, number] {
    const root = state.creatures[creature]?.root;
    const offset = this.started.creatures[creature]?.lane_offset_y ?? 0;
    return root ? [root[0]!, root[1]! + offset, root[2]!] : [0, offset, 0];
  }

  /** The creature that is nearest to a place of the picture; no ghost. */
  nearest(state: State, place: Point): Racer | undefined {
    const away = (index: number): number => Math.hypot(...this.placeOf(state, index).map((part, k) => part - place[k]!));
    const { creatures } = this.started;
    const racing = [...creatures.keys()].filter((index) => !creatures[index]!.ghost);
    return creatures[racing.sort((a, b) => away(a) - away(b))[0] ?? -1];
  }

  /** Hides a gate that stands between the eye and what it watches, and cuts walls open; `eyeX` is along the lane, metres. */
  clearView(eyeX: number, watched: Point): void {
    for (const { x, gate } of this.#gates) gate.visible = !(eyeX < x && x < watched[0] - 0.4 * this.unit);
    this.#cutaway.watch(watched, this.unit);
  }

  /** Takes the race out of the stage and frees its memory. */
  dispose(): void {
    for (const creature of this.#creatures) creature.dispose();
    for (const course of this.#courses) disposeCourse(course);
    this.#boulders.dispose();
    this.#effects.dispose();
    disposeScenery(this.#group);
    this.#stage.world.remove(this.#group);
  }

  /** What a creature's change of fortune throws into the air. */
  #react(index: number, status: number, contacts: number, mesh: CreatureMesh, root: Float32Array): void {
    const { unit } = this;
    const offset = this.started.creatures[index]!.lane_offset_y;
    const place = [root[0]!, root[1]! + offset, root[2]!] as const;
    if (status === FINISHED && this.#statuses[index] !== undefined && this.#statuses[index] !== FINISHED) {
      const above = [place[0], place[1], place[2] + unit] as const;
      this.#effects.burst(above, { count: 50, colours: CONFETTI, spread: 2.2 * unit, rise: 4.5 * unit, size: 0.09 * unit, life: 2, weight: 6 * unit });
    }
    if (status === FALLEN && this.#statuses[index] !== FALLEN) {
      this.#effects.burst(place, { count: 14, colours: [WORLD.sand, "#fffaf0"], spread: 2 * unit, rise: 1.6 * unit, size: 0.14 * unit, life: 0.8, weight: 2 * unit });
    }
    const wet = root[2]! < -0.8 * unit;
    if (wet && this.#wet[index] === false) {
      const water = [place[0], place[1], -0.84 * unit] as const;
      this.#effects.burst(water, { count: 26, colours: ["#ffffff", "#c8f0ee", WORLD.sea], spread: 1.2 * unit, rise: 4 * unit, size: 0.13 * unit, life: 1, weight: 9 * unit });
    }
    const landed = contacts & ~(this.#contacts[index] ?? contacts);
    if (landed !== 0) {
      mesh.feetPlaces.forEach(([x, y, z], foot) => {
        if (((landed >> foot) & 1) === 0) return;
        this.#effects.burst([x, y + offset, z], { count: 2, colours: [WORLD.sand], spread: 0.5 * unit, rise: 0.5 * unit, size: 0.07 * unit, life: 0.45, weight: unit });
      });
    }
    this.#statuses[index] = status;
    this.#contacts[index] = contacts;
    this.#wet[index] = wet;
  }
}
