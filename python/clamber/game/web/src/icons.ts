/** The page's icons: lines in a square of 24, so that no font has to have them. */

const PATHS = {
  pause: "M8 5v14M16 5v14",
  play: "M7 4.5v15l12-7.5z",
  slow: "M12 7v5l3.5 2M12 3a9 9 0 1 1-8.5 6M3.5 4v5h5",
  camera: "M4 7h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zM16 11l6-3.5v9L16 13",
  eye: "M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12zM12 9.2a2.8 2.8 0 1 0 .01 0",
  boulder: "M5 17.5 3.5 12 7 6l6-2 6 3.5 1.5 6L17 18.5l-6 1.5zM7 6l5 4 7-2.5M12 10l-1 10",
  push: "M3 12h11M10 7.5 14.5 12 10 16.5M19 4v16",
  dice: "M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01",
  again: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5",
  list: "M4 7h16M4 12h16M4 17h16",
  help: "M9 9.2a3 3 0 1 1 4.3 2.7c-.9.4-1.3 1-1.3 2.1M12 18h.01",
  record: "M12 6a6 6 0 1 0 .01 0z",
  close: "M6 6l12 12M18 6 6 18",
  up: "M12 19V6M6.5 11 12 5.5 17.5 11",
  down: "M12 5v13M6.5 13l5.5 5.5 5.5-5.5",
  copy: "M9 9h10v10H9zM5 15V5h10",
  bin: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7",
  chevron: "M8 10l4 4 4-4",
  undo: "M8 5 4 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11h-3",
  redo: "M16 5l4 4-4 4M19.5 9H10a5.5 5.5 0 0 0 0 11h3",
  save: "M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6",
  add: "M12 5v14M5 12h14",
  drop: "M12 3v11M7 9.5l5 5 5-5M5 20h14",
  stop: "M7 7h10v10H7z",
} as const;

export type IconName = keyof typeof PATHS;

/** A new icon, as large as the text beside it; screen readers pass over it. */
export function icon(name: IconName): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  picture.append(path);
  return picture;
}
