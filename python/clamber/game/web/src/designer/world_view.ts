/** The course in three dimensions: as the cards say it, or with the creature that tries it. */

import { ConeGeometry, CylinderGeometry, Group, Mesh, MeshLambertMaterial, SphereGeometry } from "three";
import type { Body, CourseGeometry } from "../api";
import { Cameras } from "../cameras";
import { buildCourse, disposeCourse } from "../course_mesh";
import { element } from "../elements";
import type { Point } from "../frames";
import { buildGate, buildLine } from "../gates";
import { RaceView } from "../race_view";
import { buildScenery, disposeScenery } from "../scenery";
import { Stage } from "../scene";
import type { Started } from "../started";
import type { State } from "../state";
import type { Timeline } from "../timeline";

/** Seen from so many times as far as a race is. */
const OVERVIEW = 1.25;
/** The eye looks so far beyond the pin, leg lengths. */
const AHEAD = 3.5;
/** Pixels a hand may tremble in a click. */
const TREMBLE = 5;

export interface WorldViewActions {
  /** The lane was clicked at so many metres from the start line. */
  pick(x: number): void;
  /** A moment of the trial is on the screen. */
  moment(state: State): void;
}

export class WorldView {
  readonly root = element("div", { class: "d-world" });
  readonly #stage: Stage;
  readonly #cameras: Cameras;
  readonly #actions: WorldViewActions;
  readonly #pin = newPin();
  readonly #fixed = new Group();
  #course: CourseGeometry | null = null;
  #lane: Group | null = null;
  #surroundings = "";
  #trial: { view: RaceView; timeline: Timeline } | null = null;
  #watched: Point = [0, 0, 0];
  #pinX = 0;

  constructor(actions: WorldViewActions) {
    this.#actions = actions;
    this.#stage = new Stage(this.root, { label: "The course in three dimensions" });
    this.#cameras = new Cameras(this.#stage, 1);
    this.#cameras.setMode("follow");
    this.#stage.world.add(this.#fixed, this.#pin);
    this.#stage.onFrame((seconds) => this.#frame(seconds));
    let from: { x: number; y: number } | null = null;
    this.#stage.canvas.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => {
      from = { x, y };
    });
    this.#stage.canvas.addEventListener("pointerup", ({ clientX, clientY }) => {
      if (from && Math.hypot(clientX - from.x, clientY - from.y) < TREMBLE) this.#click(clientX, clientY);
      from = null;
    });
  }

  setVisible(visible: boolean): void {
    if (visible) this.#stage.start();
    else this.#stage.stop();
  }

  /** Shows a course as the cards say it. */
  show(course: CourseGeometry): void {
    const before = this.#course;
    this.#course = course;
    if (this.#trial) return;
    this.#build(course);
    if (before?.scale !== course.scale) {
      this.#cameras.setUnit(OVERVIEW * course.scale);
      this.setPin(before ? (this.#pinX / before.scale) * course.scale : 0);
    }
  }

  /** Puts the pin at so many metres from the start line, and the eye on it. */
  setPin(x: number): void {
    this.#pinX = x;
    const unit = this.#course?.scale ?? 1;
    this.#pin.scale.setScalar(unit);
    this.#pin.position.set(x, 0, 0);
    if (!this.#trial) this.#watched = [x + AHEAD * unit, 0, 0.5 * unit];
    this.#stage.touch();
  }

  /** Shows a creature that tries the course; `follow` its states from the timeline. */
  showTrial(started: Started, bodies: readonly Body[], timeline: Timeline): void {
    const before = this.#trial?.view.unit;
    this.#trial?.view.dispose();
    this.#clear();
    this.#trial = { view: new RaceView(this.#stage, started, bodies), timeline };
    this.#pin.visible = false;
    if (before !== started.course.scale) this.#cameras.setUnit(started.course.scale);
    if (before === undefined) this.#cameras.setMode("follow");
    this.#stage.touch();
  }

  /** Takes the creature away and shows the cards' course again. */
  endTrial(): void {
    if (!this.#trial) return;
    this.#trial.view.dispose();
    this.#trial = null;
    this.#pin.visible = true;
    this.#cameras.setMode("follow");
    if (this.#course) {
      this.#build(this.#course);
      this.#cameras.setUnit(OVERVIEW * this.#course.scale);
      this.setPin(this.#pinX);
    }
  }

  #build(course: CourseGeometry): void {
    const unit = course.scale;
    if (this.#lane) disposeCourse(this.#lane);
    this.#lane = buildCourse(course);
    this.#stage.world.add(this.#lane);
    const surroundings = `${unit} ${course.length} ${course.width}`;
    if (this.#surroundings !== surroundings) {
      disposeScenery(this.#fixed);
      this.#fixed.clear();
      const edges = { unit, right: -course.width / 2, left: course.width / 2 };
      this.#fixed.add(
        buildScenery({ ...edges, length: course.length }),
        buildGate("START", "#3f7fb5", 0, edges), buildGate("FINISH", "#c8502d", course.length, edges),
        buildLine(0, 0, course.width, unit), buildLine(course.length, 0, course.width, unit),
      );
      this.#stage.world.add(this.#fixed);
      this.#surroundings = surroundings;
    }
    this.#stage.touch();
  }

  #clear(): void {
    if (this.#lane) disposeCourse(this.#lane);
    this.#lane = null;
    disposeScenery(this.#fixed);
    this.#fixed.clear();
    this.#surroundings = "";
  }

  #frame(seconds: number): void {
    this.#stage.moving = this.#trial !== null;
    if (this.#trial) {
      const state = this.#trial.timeline.advance(seconds);
      if (state) {
        this.#trial.view.show(state, seconds);
        this.#watched = this.#trial.view.placeOf(state, 0);
        this.#actions.moment(state);
      }
    }
    const unit = this.#course?.scale ?? 1;
    this.#stage.focus(this.#watched, (this.#trial ? 9 : 14) * unit);
    this.#cameras.update(this.#watched, seconds);
  }

  #click(clientX: number, clientY: number): void {
    const hit = this.#stage.pick(clientX, clientY);
    if (hit?.data["course"] !== true || !this.#course) return;
    // A creature on trial has the lane in its own size; the pin is in metres of the course that is looked at.
    const x = (hit.point[0] * this.#course.scale) / (this.#trial?.view.unit ?? this.#course.scale);
    this.#actions.pick(Math.min(this.#course.length, Math.max(0, x)));
  }
}

/** A pin, its point at the origin; its head stands above what is built on a lane. Leg lengths. */
function newPin(): Group {
  const pin = new Group();
  pin.userData["unpickable"] = true;
  const material = new MeshLambertMaterial({ color: "#d9662c", emissive: "#5a2408" });
  const point = new Mesh(new ConeGeometry(0.16, 0.8, 12).rotateX(-Math.PI / 2), material);
  point.position.z = 2.2;
  const head = new Mesh(new SphereGeometry(0.24, 16, 12), material);
  head.position.z = 2.7;
  const needle = new Mesh(new CylinderGeometry(0.02, 0.02, 1.9, 6).rotateX(Math.PI / 2), material);
  needle.position.z = 0.95;
  pin.add(point, head, needle);
  pin.traverse((object) => {
    object.userData["unpickable"] = true;
  });
  return pin;
}
