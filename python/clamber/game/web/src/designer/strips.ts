/** The whole lane in two strips, from the side and from above, with a pin that says where one looks and drops in. */

import type { SensedCourse } from "../api";
import { kindColour, KINDS } from "../colours";
import { element } from "../elements";
import { rasterPictures, SIDE_BOTTOM, SIDE_TOP } from "./raster_picture";

/** Heights are drawn so many times as tall as lengths, where there is room. */
const TALLER = 1.5;
const LABELS = 16;
const AXIS = 18;
const GAP = 4;

export interface StripsActions {
  /** The pin was put at so many metres from the start line. */
  pin(x: number): void;
  /** A segment was chosen. */
  choose(entry: number): void;
}

export class Strips {
  readonly root: HTMLElement;
  readonly #actions: StripsActions;
  readonly #canvas = element("canvas", { class: "d-strips-canvas", role: "img", "aria-label": "The lane from the side and from above" });
  readonly #pin: HTMLInputElement;
  readonly #pinMark = element("span", { class: "d-pin", "aria-hidden": "true" });
  readonly #runner = element("span", { class: "d-runner", hidden: true, "aria-hidden": "true" });
  readonly #inner: HTMLElement;
  readonly #tip = element("span", { class: "d-tip", hidden: true });
  #course: SensedCourse | null = null;
  #pictures: { top: HTMLCanvasElement; side: HTMLCanvasElement } | null = null;
  /** The kind that was pointed at, and the one that the lane shows so. */
  #asked: number | null = null;
  #pointed: number | null = null;

  constructor(actions: StripsActions) {
    this.#actions = actions;
    this.#pin = element("input", {
      type: "range", class: "unseen d-pin-input", min: 0, max: 1, step: "any", value: 0, "aria-label": "Pin: where to look and drop in, metres from the start",
      oninput: () => actions.pin(this.#pin.valueAsNumber),
      onkeydown: (event: KeyboardEvent) => this.#step(event),
    });
    this.#inner = element("div", { class: "d-strips-inner" }, this.#canvas, this.#pinMark, this.#runner, this.#pin, this.#tip);
    this.root = element("div", { class: "d-strips" }, this.#inner);
    this.#canvas.addEventListener("pointerdown", (event) => this.#press(event));
    this.#canvas.addEventListener("pointermove", (event) => this.#hover(event));
    this.#canvas.addEventListener("pointerleave", () => {
      this.#tip.hidden = true;
    });
    new ResizeObserver(() => this.#draw()).observe(this.#inner);
  }

  /** Shows a course. */
  show(course: SensedCourse): void {
    this.#course = course;
    this.#pointAt(this.#asked);
    const { top, side } = rasterPictures(course);
    this.#pictures = { top: canvasOf(top), side: canvasOf(side) };
    this.#pin.max = String(course.length);
    this.#pin.step = String(0.1 * course.scale);
    this.#draw();
  }

  /** The last course stays, but pale: it is no longer what the cards say. */
  setStale(stale: boolean): void {
    this.root.classList.toggle("stale", stale);
  }

  /** Points out the segments of a kind; null: none. */
  point(kind: number | null): void {
    this.#asked = kind;
    this.#pointAt(kind);
    this.#draw();
  }

  #pointAt(kind: number | null): void {
    // A kind that this lane has none of points at nothing.
    this.#pointed = this.#course?.segments.some((segment) => segment.kind === kind) ? kind : null;
  }

  setPin(x: number): void {
    this.#pin.value = String(x);
    this.#pinMark.style.left = `${100 * this.#shareOf(x)}%`;
  }

  /** Where the creature that tries the course is; null: nobody does. */
  setRunner(x: number | null, colour = ""): void {
    this.#runner.hidden = x === null;
    if (x === null) return;
    this.#runner.style.left = `${100 * this.#shareOf(x)}%`;
    this.#runner.style.background = colour;
  }

  #shareOf(x: number): number {
    const raster = this.#course?.raster;
    if (!raster) return 0;
    return Math.min(1, Math.max(0, (x - raster.x + raster.dx / 2) / (raster.dx * raster.columns)));
  }

  #xAt(event: PointerEvent): number {
    const { left, width } = this.#canvas.getBoundingClientRect();
    const raster = this.#course!.raster;
    return raster.x - raster.dx / 2 + ((event.clientX - left) / width) * raster.dx * raster.columns;
  }

  #press(down: PointerEvent): void {
    if (!this.#course) return;
    const put = (event: PointerEvent): void => this.#actions.pin(Math.min(this.#course!.length, Math.max(0, this.#xAt(event))));
    put(down);
    const begun = down.clientX;
    let moved = false;
    this.#canvas.setPointerCapture(down.pointerId);
    const move = (event: PointerEvent): void => {
      moved ||= Math.abs(event.clientX - begun) > 4;
      if (moved) put(event);
    };
    this.#canvas.addEventListener("pointermove", move);
    const end = (event: PointerEvent): void => {
      this.#canvas.removeEventListener("pointermove", move);
      const segment = this.#segmentAt(this.#xAt(event));
      if (!moved && segment) this.#actions.choose(segment.entry);
    };
    this.#canvas.addEventListener("lostpointercapture", end, { once: true });
  }

  #step(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key];
    if (by === undefined || !this.#course) return;
    event.preventDefault();
    this.#actions.pin(Math.min(this.#course.length, Math.max(0, this.#pin.valueAsNumber + by * 0.5 * this.#course.scale)));
  }

  #segmentAt(x: number): SensedCourse["segments"][number] | undefined {
    return this.#course?.segments.find(({ start, end }) => start <= x && x <= end);
  }

  #hover(event: PointerEvent): void {
    if (!this.#course) return;
    const x = this.#xAt(event);
    const segment = this.#segmentAt(x);
    const metres = `${x.toFixed(x < 10 ? 2 : 1)} m`;
    this.#tip.textContent = segment ? `${KINDS[segment.kind]!.name} · ${metres} · difficulty ${segment.difficulty.toFixed(2)}` : metres;
    this.#tip.hidden = false;
    const share = this.#shareOf(x);
    this.#tip.style.left = `${100 * share}%`;
    this.#tip.style.translate = `${share < 0.15 ? 0 : share > 0.85 ? -100 : -50}% 0`;
  }

  #draw(): void {
    const course = this.#course;
    const width = this.#inner.clientWidth;
    if (!course || !this.#pictures || width === 0) return;
    const { raster, scale } = course;
    const length = (raster.dx * raster.columns) / scale;
    const leg = width / length;
    const topTall = Math.max(28, Math.min(150, (leg * course.width) / scale));
    const sideTall = Math.max(56, Math.min(150, leg * TALLER * (SIDE_TOP - SIDE_BOTTOM)));
    const height = LABELS + sideTall + GAP + topTall + AXIS;
    const dots = Math.min(2, devicePixelRatio);
    const [across, down] = [Math.round(width * dots), Math.round(height * dots)];
    if (this.#canvas.width !== across || this.#canvas.height !== down) [this.#canvas.width, this.#canvas.height] = [across, down];
    this.#canvas.style.height = `${height}px`;
    const pen = this.#canvas.getContext("2d")!;
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.imageSmoothingEnabled = true;
    const topAt = LABELS + sideTall + GAP;
    pen.drawImage(this.#pictures.side, 0, LABELS, width, sideTall);
    pen.drawImage(this.#pictures.top, 0, topAt, width, topTall);
    const at = (x: number): number => width * this.#shareOf(x);
    pen.font = '700 11px ui-rounded, "Nunito", system-ui, sans-serif';
    pen.textBaseline = "middle";
    for (const { kind, start, end } of course.segments) {
      const [from, to] = [at(start), at(end)];
      pen.fillStyle = kindColour(kind);
      pen.fillRect(from, LABELS - 3, Math.max(1, to - from - 1), 3);
      const name = KINDS[kind]!.name;
      pen.fillStyle = "#2b2438";
      pen.textAlign = "center";
      if (pen.measureText(name).width < to - from - 4) pen.fillText(name, (from + to) / 2, 6);
      if (this.#pointed !== null && kind !== this.#pointed) {
        pen.fillStyle = "rgb(255 250 240 / 0.7)";
        pen.fillRect(from, LABELS, to - from, height - LABELS - AXIS);
      }
    }
    pen.fillStyle = "#c8502d";
    for (const x of [0, course.length]) pen.fillRect(at(x) - 1, LABELS, 2, height - LABELS - AXIS);
    this.#drawAxis(pen, at, height);
    this.setPin(this.#pin.valueAsNumber);
  }

  /** Metres from the start line. */
  #drawAxis(pen: CanvasRenderingContext2D, at: (x: number) => number, height: number): void {
    const { length } = this.#course!;
    const apart = [0.5, 1, 2, 5, 10, 20, 50, 100, 200].find((step) => at(step) - at(0) > 44) ?? 500;
    pen.fillStyle = "#6b6178";
    for (let x = 0; x <= length + 1e-9; x += apart) {
      pen.textAlign = x === 0 ? "left" : "center";
      pen.fillText(x === 0 ? "0 m" : String(Number(x.toFixed(1))), at(x), height - 7);
      pen.fillRect(at(x) - 0.5, height - AXIS, 1, 4);
    }
  }
}

function canvasOf(picture: ImageData): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d")!.putImageData(picture, 0, 0);
  return canvas;
}
