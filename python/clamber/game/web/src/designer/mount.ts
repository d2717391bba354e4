/** The designer's table: a course as cards, live in three pictures, tried by a creature, saved into its Unity asset. */

import { type Content, loadContent } from "../api";
import { element } from "../elements";
import type { Tab } from "../tab";
import { Toasts } from "../toasts";
import { Desk } from "./desk";
import { loadTable, openCourse, type TableContent } from "./table_api";

/** The course that the address asks for (`#designer?course=Gaps`), or none. */
function askedCourse(): string | null {
  const [tab, asked] = location.hash.slice(1).split("?");
  return tab === "designer" ? new URLSearchParams(asked).get("course") : null;
}

/** The course that lies there first: the one the address asks for, else the yardstick. */
function firstCourse(table: TableContent): string {
  const names = table.courses.map(({ name }) => name);
  return [askedCourse(), "Gauntlet", names[0]].find((name) => name && names.includes(name)) ?? "";
}

/** Fills the tab's panel. */
export function mount(root: HTMLElement): Tab {
  root.classList.add("designer");
  const toasts = new Toasts();
  const waiting = element("p", { class: "d-waiting" }, "Laying the table …");
  root.replaceChildren(waiting, toasts.root);
  let desk: Desk | null = null;
  let visible = false;
  const lay = (): void => {
    root.dataset["state"] = "loading";
    Promise.all([loadTable(), loadContent()])
      .then(async ([table, content]: [TableContent, Content]) => {
        const file = await openCourse(firstCourse(table));
        desk = new Desk(table, content, file, toasts);
        root.replaceChildren(desk.root, toasts.root);
        root.dataset["state"] = "ready";
        if (visible) desk.show();
      })
      .catch((error: unknown) => {
        waiting.textContent = `The table cannot be laid: ${error instanceof Error ? error.message : String(error)}`;
        root.dataset["state"] = "failed";
      });
  };
  lay();
  // Another address typed into a page that is open; coming back to the last one leaves what is on the table.
  let last = askedCourse();
  addEventListener("hashchange", () => {
    const asked = askedCourse();
    if (asked && asked !== last) void desk?.load(asked);
    last = asked ?? last;
  });
  return {
    show() {
      visible = true;
      // The server may answer by now.
      if (root.dataset["state"] === "failed") lay();
      desk?.show();
    },
    hide() {
      visible = false;
      desk?.hide();
    },
  };
}
