/** Short messages that come and go; read out by screen readers. */

import { element } from "./elements";

const LONGEST = 4;

export class Toasts {
  readonly root = element("div", { class: "toasts", role: "status", "aria-live": "polite" });
  readonly #said = new Set<string>();

  /** Says something for some seconds. `kind` "bad" is for refusals and stays longer. */
  say(text: string, kind: "good" | "bad" = "good"): void {
    const toast = element("div", { class: `toast ${kind}` }, text);
    this.root.append(toast);
    while (this.root.children.length > LONGEST) this.root.firstElementChild!.remove();
    setTimeout(() => toast.remove(), kind === "bad" ? 9000 : 3200);
  }

  /** Says something that nobody needs to hear twice. */
  sayOnce(text: string, kind: "good" | "bad" = "good"): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.say(text, kind);
  }
}
