/** A canvas that follows its element's width and the screen's dots, and the colours that plots share. */

export const INK = "#2b2438";
export const SOFT = "#6b6178";
export const FAINT = "#e4d5b9";
export const TARGET = "#d9662c";
export const DOWN = "#2456a8";
export const UP = "#d2382f";
export const FONT = "11px ui-rounded, 'SF Pro Rounded', Nunito, 'Segoe UI', system-ui, sans-serif";

export class Plot {
  readonly canvas = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D;
  #width = 0;
  #height = 0;

  /** `label` is said to those who cannot see it. */
  constructor(label: string) {
    this.canvas.className = "theatre-plot";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    const context = this.canvas.getContext("2d");
    if (!context) throw new Error("the browser draws no canvas");
    this.#context = context;
  }

  /** Width available to it, CSS pixels; 0 while it is not on the page. */
  get width(): number {
    return this.canvas.clientWidth;
  }

  /** Clears it for a picture of its own width and so many CSS pixels of height; null while it is not on the page. */
  begin(height: number): CanvasRenderingContext2D | null {
    const width = this.canvas.clientWidth;
    if (width === 0) return null;
    const dots = Math.min(2, devicePixelRatio);
    if (this.#width !== width * dots || this.#height !== height * dots) {
      this.#width = this.canvas.width = width * dots;
      this.#height = this.canvas.height = height * dots;
      this.canvas.style.height = `${height}px`;
    }
    const context = this.#context;
    context.setTransform(dots, 0, 0, dots, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = FONT;
    context.textBaseline = "middle";
    return context;
  }
}

/** A line through heights that are spread evenly over a width; gaps where a number is not finite. */
export function drawLine(
  context: CanvasRenderingContext2D,
  values: readonly number[],
  place: (index: number) => number,
  height: (value: number) => number,
): void {
  context.beginPath();
  let drawing = false;
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      drawing = false;
      return;
    }
    if (drawing) context.lineTo(place(i), height(value));
    else context.moveTo(place(i), height(value));
    drawing = true;
  });
  context.stroke();
}

/** A name as people write it: "left_front_hip" becomes "left front hip". */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}

/** A foot without the name of its link: "left_front_shank" becomes "left front". */
export function footName(name: string): string {
  const parts = name.split("_");
  return (parts.length > 1 ? parts.slice(0, -1) : parts).join(" ");
}

/** Short for where there is little room: "left_front_hip_pitch" becomes "LF hip pitch". */
export function abbreviated(name: string): string {
  const sides: Record<string, string> = { left: "L", right: "R", front: "F", hind: "H", rear: "R", back: "B" };
  const parts = name.split("_");
  let prefix = "";
  while (parts.length > 1 && parts[0]! in sides) prefix += sides[parts.shift()!]!;
  return prefix ? `${prefix} ${parts.join(" ")}` : parts.join(" ");
}
