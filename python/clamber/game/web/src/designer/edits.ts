/** Changes to a course; each returns a new moment and leaves the old one as it is. */

import type { Moment } from "./history";
import type { CourseSpec, Range, SegmentSpec } from "./table_api";

let lastKey = 0;

/** A list with some elements taken out and others put in. */
function spliced<T>(list: readonly T[], at: number, out: number, ...put: T[]): T[] {
  return [...list.slice(0, at), ...put, ...list.slice(at + out)];
}

/** A course as it comes onto the table. */
export function laid(name: string, course: CourseSpec): Moment {
  return { name, course, keys: course.segments.map(() => ++lastKey) };
}

/** The course with some of its own fields changed. */
export function withFields(moment: Moment, fields: Partial<Omit<CourseSpec, "segments">>): Moment {
  return { ...moment, course: { ...moment.course, ...fields } };
}

function withSegments(moment: Moment, segments: SegmentSpec[], keys: readonly number[]): Moment {
  return { ...moment, course: { ...moment.course, segments }, keys };
}

/** The course with one card changed. */
export function withSegment(moment: Moment, index: number, segment: SegmentSpec): Moment {
  const segments = spliced(moment.course.segments, index, 1, segment);
  return withSegments(moment, segments, moment.keys);
}

/** The course with one range of one card changed. */
export function withRange(moment: Moment, index: number, parameter: string, end: "easy" | "hard", range: Range): Moment {
  const segment = moment.course.segments[index]!;
  const parameters = segment.parameters.map((item) => (item.name === parameter ? { ...item, [end]: range } : item));
  return withSegment(moment, index, { ...segment, parameters });
}

/** The course with a card more, at a place in the row. */
export function withAdded(moment: Moment, at: number, segment: SegmentSpec): Moment {
  return withSegments(moment, spliced(moment.course.segments, at, 0, segment), spliced(moment.keys, at, 0, ++lastKey));
}

/** The course with a card less. */
export function withRemoved(moment: Moment, index: number): Moment {
  return withSegments(moment, spliced(moment.course.segments, index, 1), spliced(moment.keys, index, 1));
}

/** The course with a card at another place in the row. */
export function withMoved(moment: Moment, from: number, to: number): Moment {
  const segment = moment.course.segments[from]!;
  const key = moment.keys[from]!;
  return withSegments(
    moment,
    spliced(spliced(moment.course.segments, from, 1), to, 0, segment),
    spliced(spliced(moment.keys, from, 1), to, 0, key),
  );
}

/** The course made like another, but for its name and what it says of itself. */
export function madeLike(moment: Moment, preset: CourseSpec): Moment {
  return laid(moment.name, { ...preset, description: moment.course.description });
}

/**
 * A number as a designer would write it: whole where it must be, else rounded to three digits that count, so that
 * dragging leaves no 0.30000001 in the asset.
 */
export function tidy(value: number, whole: boolean): number {
  if (whole || value === 0) return Math.round(value);
  const digits = 2 - Math.floor(Math.log10(Math.abs(value)));
  return Number(value.toFixed(Math.min(Math.max(digits, 0), 4)));
}

/** A number as it is shown: short, without an exponent. */
export function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : "";
}
