/** The page: three tabs, each mounted from its own module when it is first shown. */

import { mount as mountDesigner } from "./designer/mount";
import { mount as mountRace } from "./race/mount";
import type { Mount, Tab } from "./tab";
import { mount as mountTheatre } from "./theatre/mount";

const MOUNTS: Record<string, Mount> = { race: mountRace, designer: mountDesigner, theatre: mountTheatre };
const NAMES = Object.keys(MOUNTS);
const mounted = new Map<string, Tab>();
let shown: string | null = null;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found;
}

/** Brings a tab to the front and stops the one that was there. */
function showTab(name: string): void {
  if (name === shown) return;
  if (shown !== null) mounted.get(shown)?.hide();
  shown = name;
  for (const other of NAMES) {
    const button = element(`tab-${other}`);
    button.setAttribute("aria-selected", String(other === name));
    button.tabIndex = other === name ? 0 : -1;
    element(other).hidden = other !== name;
  }
  let tab = mounted.get(name);
  if (!tab) {
    try {
      tab = MOUNTS[name]!(element(name));
    } catch (error) {
      // Most likely there is no WebGL. The other tabs may do without.
      const words = document.createElement("p");
      words.className = "broken";
      words.textContent = `This cannot be shown: ${(error as Error).message}. The game needs a browser with WebGL 2.`;
      element(name).replaceChildren(words);
      return;
    }
    mounted.set(name, tab);
  }
  tab.show();
}

/** The tab that the address asks for: `#designer`, or `#designer?course=Gauntlet`. */
function tabOfAddress(): string {
  const name = location.hash.slice(1).split("?")[0] ?? "";
  return NAMES.includes(name) ? name : "race";
}

for (const name of NAMES) {
  const button = element(`tab-${name}`);
  button.addEventListener("click", (event) => {
    location.hash = name;
    // After a mouse's click keys are for what the tab shows; who came by keyboard stays on the tab.
    if (event.detail > 0) button.blur();
  });
  button.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const next = NAMES[(NAMES.indexOf(name) + step + NAMES.length) % NAMES.length]!;
    location.hash = next;
    element(`tab-${next}`).focus();
    event.stopPropagation();
  });
}
// A file that is dropped where nobody takes it would open in place of the page, and what is not saved would be lost.
for (const type of ["dragover", "drop"] as const) {
  addEventListener(type, (event) => {
    const { dataTransfer } = event;
    if (event.defaultPrevented || !dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    dataTransfer.dropEffect = "none";
  });
}
addEventListener("hashchange", () => showTab(tabOfAddress()));
showTab(tabOfAddress());
