/** The designer's icons: lines in a square of 24, as the page's others are. */

const PATHS = {
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
  dice: "M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01",
} as const;

/** A new icon, as large as the text beside it; screen readers pass over it. */
export function iconOf(name: keyof typeof PATHS): SVGSVGElement {
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
