/** Until the server has told what there is to race with: what keeps it, and a button to ask again. */

import { type Content, loadContent, Refused } from "../api";
import { element, setText } from "../elements";

export class Opening {
  /** Shown only where asking has failed. */
  readonly root: HTMLElement;
  readonly #words = element("p", { role: "alert" });
  readonly #ready: (content: Content) => void;
  #state: "idle" | "asking" | "done" = "idle";

  /** `ready` is called once, with the content. */
  constructor(ready: (content: Content) => void) {
    this.#ready = ready;
    this.root = element(
      "div", { class: "opening card", hidden: true },
      this.#words, element("button", { type: "button", class: "button primary", onclick: () => void this.ask() }, "Try again"),
    );
  }

  /** Asks the server, unless it has answered already or is about to. */
  async ask(): Promise<void> {
    if (this.#state !== "idle") return;
    this.#state = "asking";
    let content: Content;
    try {
      content = await loadContent(true);
      if (content.tasks.length === 0) throw new Refused(content.problems?.[0] ?? "the content folder has no tasks");
    } catch (error) {
      this.#state = "idle";
      setText(this.#words, `There is nothing to race with yet: ${(error as Error).message}`);
      this.root.hidden = false;
      return;
    }
    this.#state = "done";
    this.root.hidden = true;
    this.#ready(content);
  }
}
