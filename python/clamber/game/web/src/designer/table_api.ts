/** What the server tells the designer's table and is told: types of its JSON, and the calls. */

import { getJson, postJson, type SensedCourse } from "../api";

/** Lower and upper end. */
export type Range = [low: number, high: number];

export interface ParameterRange {
  name: string;
  /** At difficulty 0. */
  easy: Range;
  /** At difficulty 1. */
  hard: Range;
}

/** One card. */
export interface SegmentSpec {
  kind: number;
  weight: number;
  parameters: ParameterRange[];
}

/** A course as its asset holds it; lengths are in leg lengths. Never changed in place. */
export interface CourseSpec {
  description: string;
  length: number;
  width: number;
  start_length: number;
  spacing: Range;
  arrangement: number;
  difficulty_at_start: number;
  segments: SegmentSpec[];
}

/** One knob of a kind. */
export interface Parameter {
  name: string;
  meaning: string;
  minimum: number;
  maximum: number;
  unit: string;
  whole: boolean;
}

export interface Kind {
  kind: number;
  name: string;
  summary: string;
  parameters: Parameter[];
  /** What a new card of it begins with. */
  template: SegmentSpec;
}

export type LaneNumber = "length" | "width" | "start_length" | "difficulty_at_start";

/** A number (or range of numbers) of the course itself. */
export interface LaneField {
  name: LaneNumber | "spacing";
  label: string;
  meaning: string;
  minimum: number;
  maximum: number;
  unit: string;
  range: boolean;
}

/** All that does not depend on the course that lies on the table. */
export interface TableContent {
  /** In the order of their numbers. */
  kinds: Kind[];
  lane: LaneField[];
  arrangements: { value: number; name: string; meaning: string }[];
  courses: { name: string; description: string; tasks: string[] }[];
  creatures: string[];
  /** Why nothing can be saved; empty where it can. */
  not_saved: string;
  problems: string[];
}

/** A course as it lies on disk. */
export interface CourseFile {
  name: string;
  course: CourseSpec;
  /** Tells this text of the file from any other. */
  version: string;
}

export interface Problem {
  words: string;
  /** The course's field; "segments" for a card's. */
  field: string;
  /** Index of the card; -1 for none. */
  segment: number;
  parameter: string;
  end: "" | "easy" | "hard";
}

export interface Advice {
  segment: number;
  parameter: string;
  words: string;
}

export interface Preview {
  course: SensedCourse | null;
  problems: Problem[];
  advice: Advice[];
  /** Why it is not drawn although nothing is wrong. */
  note: string;
  summary: string;
}

/** What a preview is made of. */
export interface PreviewRequest {
  course: CourseSpec;
  seed: number;
  difficulty: number;
  /** Whose legs make the lengths; empty for legs of 1 m. */
  creature: string;
}

export const loadTable = (): Promise<TableContent> => getJson("/api/designer");
export const openCourse = (name: string): Promise<CourseFile> => getJson("/api/designer/course", { name });
export const askPreview = (request: PreviewRequest): Promise<Preview> => postJson("/api/designer/preview", request);
export const saveCourse = (name: string, course: CourseSpec, version: string): Promise<CourseFile> =>
  postJson("/api/designer/save", { name, course, version });
export const saveCourseAsNew = (name: string, course: CourseSpec): Promise<CourseFile> =>
  postJson("/api/designer/save_as_new", { name, course });
