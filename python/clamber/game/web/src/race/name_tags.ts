/** Names floating over the creatures. */

import { teamColour } from "../colours";
import { element } from "../elements";
import type { RaceView } from "../race_view";
import type { Stage } from "../scene";
import { FALLEN, FINISHED, type State } from "../state";

export class NameTags {
  readonly root = element("div", { class: "tags", "aria-hidden": "true" });
  #tags: HTMLElement[] = [];

  setRace(view: RaceView): void {
    this.#tags = view.started.creatures.map(({ name, ghost }, index) =>
      element("span", { class: ghost ? "tag ghost" : "tag", style: `--team:${ghost ? "#ffffff" : teamColour(index)}` }, ghost ? "Best" : name),
    );
    this.root.replaceChildren(...this.#tags);
  }

  /** Puts every name over its creature, and says how it is doing. */
  show(view: RaceView, state: State, stage: Stage): void {
    const { left, top, width, height } = this.root.getBoundingClientRect();
    this.#tags.forEach((tag, index) => {
      const place = view.placeOf(state, index);
      const spot = stage.onScreen([place[0], place[1], place[2] + 0.62 * view.unit]);
      const hidden = !spot || spot.x < left || spot.x > left + width || spot.y < top || spot.y > top + height;
      tag.hidden = hidden;
      if (hidden) return;
      tag.style.transform = `translate(${(spot.x - left).toFixed(1)}px, ${(spot.y - top).toFixed(1)}px) translate(-50%, -100%)`;
      const status = state.creatures[index]?.status;
      tag.classList.toggle("fallen", status === FALLEN);
      tag.classList.toggle("finished", status === FINISHED);
    });
  }
}
