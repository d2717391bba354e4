import type { Tab } from "../tab";

/** Fills the tab's panel. */
export function mount(root: HTMLElement): Tab {
  root.replaceChildren();
  return { show() {}, hide() {} };
}
