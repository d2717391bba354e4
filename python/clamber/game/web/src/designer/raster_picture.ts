/** A course's raster as pixels, so that the pictures show what creatures sense: from above and from the side. */

import { floatsOf, type Segment, type SensedCourse } from "../api";
import { kindColour, WORLD } from "../colours";

/** Pixels of the side view from bottom to top. */
export const SIDE_ROWS = 96;
/** The side view reaches from here to here, leg lengths. */
export const SIDE_BOTTOM = -1;
export const SIDE_TOP = 3;
/** Leg lengths: half as deep as a hole's floor is a hole; as high as the sky is open. */
const HOLE = -1;
const SKY = 4;
const BEAM_HEIGHT = 0.3;
const BEAMS = 9;

type Colour = readonly [number, number, number];

function colourOf(text: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as unknown as Colour;
}

function mixed(from: Colour, to: Colour, share: number): Colour {
  const t = Math.min(1, Math.max(0, share));
  return [0, 1, 2].map((k) => from[k]! + (to[k]! - from[k]!) * t) as unknown as Colour;
}

const HOLE_COLOUR = colourOf("#2f5f6b");
const SKY_COLOUR = colourOf("#dcecf2");
const BEHIND = colourOf("#c3b49a");
const SAND = colourOf(WORLD.sand);
const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [30, 24, 40];
const BEAM = colourOf(kindColour(BEAMS));

/** The colour of every column's segment; sand between segments. */
function columnColours(course: SensedCourse): Colour[] {
  const { x, dx, columns } = course.raster;
  const colours: Colour[] = new Array<Colour>(columns).fill(SAND);
  for (const segment of course.segments as Segment[]) {
    const from = Math.max(0, Math.ceil((segment.start - x) / dx));
    const to = Math.min(columns, Math.ceil((segment.end - x) / dx));
    colours.fill(colourOf(kindColour(segment.kind)), from, to);
  }
  return colours;
}

/** Both pictures of a course. */
export interface RasterPictures {
  top: ImageData;
  side: ImageData;
}

/** Draws a course: one column of pixels per cell along the lane; the lane's left edge at the top. */
export function rasterPictures(course: SensedCourse): RasterPictures {
  const { columns, rows, floor: floorText, ceiling: ceilingText, dx } = course.raster;
  const floor = floorsInLegs(floorText, course.scale);
  const ceiling = floorsInLegs(ceilingText, course.scale);
  const colours = columnColours(course);
  const top = new ImageData(columns, rows);
  const side = new ImageData(columns, SIDE_ROWS);
  const cell = dx / course.scale;
  for (let column = 0; column < columns; column++) {
    const kind = colours[column]!;
    const first = column * rows;
    let highest = -Infinity;
    let lowest = Infinity;
    for (let row = 0; row < rows; row++) {
      const height = floor[first + row]!;
      highest = Math.max(highest, height);
      lowest = Math.min(lowest, ceiling[first + row]!);
      const before = floor[Math.max(0, column - 1) * rows + row]!;
      let colour = groundColour(height, kind);
      // Light from the start: faces that rise towards it are bright, those that fall away are dark.
      if (height > HOLE) colour = mixed(colour, height >= before ? WHITE : BLACK, Math.min(0.35, (0.12 * Math.abs(height - before)) / cell));
      if (ceiling[first + row]! < SKY) colour = mixed(colour, BEAM, 0.75);
      put(top, column, rows - 1 - row, colour);
    }
    const middle = floor[first + (rows >> 1)]!;
    for (let row = 0; row < SIDE_ROWS; row++) {
      const z = SIDE_BOTTOM + ((SIDE_TOP - SIDE_BOTTOM) * (row + 0.5)) / SIDE_ROWS;
      const colour =
        z < middle ? mixed(groundColour(middle, kind), BLACK, 0.28 * (z < 0 ? 1 : 0))
        : z < highest ? mixed(groundColour(highest, kind), BEHIND, 0.55)
        : lowest < SKY && z >= lowest && z < lowest + BEAM_HEIGHT ? BEAM
        : z < 0 && highest <= HOLE ? HOLE_COLOUR
        : SKY_COLOUR;
      put(side, column, SIDE_ROWS - 1 - row, colour);
    }
  }
  return { top, side };
}

function floorsInLegs(text: string, scale: number): Float32Array {
  return floatsOf(text).map((height) => height / scale);
}

/** Level ground is sand with a breath of its segment's colour; what stands out of it has the colour, lighter the higher. */
function groundColour(height: number, kind: Colour): Colour {
  if (height < HOLE) return HOLE_COLOUR;
  if (Math.abs(height) < 0.004) return mixed(SAND, kind, 0.28);
  const strong = mixed(SAND, kind, 0.55 + 0.45 * Math.min(1, Math.sqrt(Math.abs(height)) * 1.6));
  return height > 0 ? mixed(strong, WHITE, 0.14 * Math.min(2, height)) : mixed(strong, BLACK, Math.min(0.5, -height));
}

function put(picture: ImageData, x: number, y: number, colour: Colour): void {
  const at = 4 * (y * picture.width + x);
  picture.data[at] = colour[0];
  picture.data[at + 1] = colour[1];
  picture.data[at + 2] = colour[2];
  picture.data[at + 3] = 255;
}
