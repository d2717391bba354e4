/** Keeps the picture up with the hand: one request at a time, and after it the newest, whatever came between. */

import { askPreview, type Preview, type PreviewRequest } from "./table_api";

export class Previewer {
  readonly #shown: (preview: Preview) => void;
  readonly #failed: (error: unknown) => void;
  #next: PreviewRequest | null = null;
  #busy = false;

  /** Calls back with every answer, in the order of asking. */
  constructor(shown: (preview: Preview) => void, failed: (error: unknown) => void) {
    this.#shown = shown;
    this.#failed = failed;
  }

  /** Asks for a preview, now or as soon as the one under way is there; one that waited before is dropped. */
  ask(request: PreviewRequest): void {
    this.#next = request;
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const request = this.#next;
      this.#next = null;
      try {
        this.#shown(await askPreview(request));
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#busy = false;
  }
}
