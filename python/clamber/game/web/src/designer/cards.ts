/** The row of cards, the bar that shows how often each kind comes, and the button for another card. */

import { kindColour } from "../colours";
import { element } from "../elements";
import { Card } from "./card";
import { withAdded, withMoved, withRange, withRemoved, withSegment } from "./edits";
import type { Moment } from "./history";
import { icon } from "../icons";
import type { Advice, Kind, Problem, SegmentSpec } from "./table_api";

const SEQUENCE = 2;
/** So few cards lie open from the start. */
const FEW = 2;

export interface CardsActions {
  /** Changes the course; steps of one gesture are undone at once. */
  change(edit: (moment: Moment) => Moment, gesture: string): void;
  /** A gesture is over. */
  done(): void;
  /** A kind is pointed at; null: none any more. */
  point(kind: number | null): void;
}

export class Cards {
  readonly root: HTMLElement;
  readonly #kinds: readonly Kind[];
  readonly #actions: CardsActions;
  readonly #list = element("ol", { class: "d-cards", "aria-label": "Segments" });
  readonly #bar = element("div", { class: "d-bar", role: "img" });
  readonly #cards = new Map<number, Card>();
  readonly #add: HTMLButtonElement;
  #moment: Moment | null = null;
  #name = "";

  constructor(kinds: readonly Kind[], actions: CardsActions) {
    this.#kinds = kinds;
    this.#actions = actions;
    const select = element("select", { "aria-label": "Kind of the new card" }, ...kinds.map(({ kind, name }) => element("option", { value: kind }, name)));
    select.selectedIndex = Math.min(4, kinds.length - 1);
    this.#add = element("button", { type: "button", class: "button", onclick: () => this.#addCard(this.#kinds[Number(select.value)]!.template) }, icon("add"), " Add card");
    this.root = element("section", { class: "d-segments", "aria-label": "Segments" }, this.#bar, this.#list, element("div", { class: "d-add" }, select, this.#add));
  }

  /** Shows a moment; cards that stay keep what a person is doing with them. */
  show(moment: Moment, difficulty: number, problems: readonly Problem[], advice: readonly Advice[]): void {
    const fresh = this.#moment === null || this.#name !== moment.name;
    this.#moment = moment;
    this.#name = moment.name;
    const { segments, arrangement } = moment.course;
    const weights = segments.map(({ weight }) => Math.max(0, weight));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const counts = arrangement !== SEQUENCE && total > 0;
    moment.keys.forEach((key, index) => {
      const segment = segments[index]!;
      const content = {
        segment, index, count: segments.length, difficulty,
        share: counts ? weights[index]! / total : null,
        problems: problems.filter((problem) => problem.segment === index),
        advice: advice.filter((one) => one.segment === index),
      };
      const card = this.#cards.get(key);
      if (card?.kind === segment.kind && segment.parameters.length === this.#kinds[segment.kind]!.parameters.length) card.show(content);
      else {
        const made = new Card(this.#kinds, content, this.#actionsOf(key));
        made.setOpen(card?.isOpen ?? (fresh && segments.length <= FEW));
        const focused = card?.root.contains(document.activeElement) ?? false;
        card?.root.replaceWith(made.root);
        // Its kind was changed there, and the next one is chosen from the same place.
        if (focused) made.focusKind();
        this.#cards.set(key, made);
      }
    });
    for (const key of this.#cards.keys()) if (!moment.keys.includes(key)) this.#cards.delete(key);
    this.#arrange(moment.keys.map((key) => this.#cards.get(key)!));
    this.#drawBar(counts ? weights : []);
  }

  /** Puts the cards in a row. The focus stays on its card, or goes to the one that takes the place of a card that left. */
  #arrange(cards: readonly Card[]): void {
    const before = [...this.#list.children];
    if (cards.length === before.length && cards.every(({ root }, index) => root === before[index])) return;
    const focused = document.activeElement;
    const place = before.findIndex((root) => root.contains(focused));
    this.#list.replaceChildren(...cards.map(({ root }) => root));
    if (place < 0) return;
    if (focused instanceof HTMLElement && this.#list.contains(focused)) focused.focus({ preventScroll: true });
    else (cards[Math.min(place, cards.length - 1)] ?? this.#add).focus();
  }

  /** Opens the card at a place in the row and brings it into view. */
  reveal(index: number): void {
    const key = this.#moment?.keys[index];
    const card = key === undefined ? undefined : this.#cards.get(key);
    if (!card) return;
    card.setOpen(true);
    card.root.scrollIntoView({ block: "nearest" });
    card.root.classList.remove("called");
    void card.root.offsetWidth; // lets the flash begin anew
    card.root.classList.add("called");
  }

  #addCard(segment: SegmentSpec): void {
    this.#actions.change((moment) => withAdded(moment, moment.keys.length, segment), "");
    const card = this.#cards.get(this.#moment!.keys.at(-1)!);
    card?.setOpen(true);
    card?.root.scrollIntoView({ block: "nearest" });
  }

  #actionsOf(key: number): ConstructorParameters<typeof Card>[2] {
    const { change, done, point } = this.#actions;
    const at = (): number => this.#moment!.keys.indexOf(key);
    const finish = (over: boolean): void => {
      if (over) done();
    };
    return {
      range: (parameter, end, range, over) => {
        change((moment) => withRange(moment, at(), parameter, end, range), `${key} ${parameter} ${end}`);
        finish(over);
      },
      weight: (weight, over) => {
        change((moment) => withSegment(moment, at(), { ...moment.course.segments[at()]!, weight }), `${key} weight`);
        finish(over);
      },
      kind: (kind) => change((moment) => withSegment(moment, at(), this.#kinds[kind]!.template), ""),
      reset: () => {
        const { kind, weight } = this.#moment!.course.segments[at()]!;
        change((moment) => withSegment(moment, at(), { ...this.#kinds[kind]!.template, weight }), "");
      },
      move: (by) => change((moment) => withMoved(moment, at(), at() + by), ""),
      drag: (clientY, over) => {
        if (at() < 0) return; // undone meanwhile
        const to = this.#placeAt(clientY);
        if (to !== at()) change((moment) => withMoved(moment, at(), to), `${key} move`);
        finish(over);
      },
      duplicate: () => change((moment) => withAdded(moment, at() + 1, moment.course.segments[at()]!), ""),
      remove: () => {
        point(null); // a card that is gone is left by no hand
        change((moment) => withRemoved(moment, at()), "");
      },
      point: (on) => point(on ? (this.#moment?.course.segments[at()]?.kind ?? null) : null),
    };
  }

  /** The place in the row at a height of the window. */
  #placeAt(clientY: number): number {
    const places = [...this.#list.children].map((card) => card.getBoundingClientRect());
    const found = places.findIndex(({ bottom }) => clientY < bottom);
    return found < 0 ? places.length - 1 : found;
  }

  #drawBar(weights: readonly number[]): void {
    this.#bar.hidden = weights.length === 0;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const { segments } = this.#moment!.course;
    this.#bar.setAttribute("aria-label", "How often each kind comes");
    this.#bar.replaceChildren(
      ...weights.map((weight, index) => {
        const { name, kind } = this.#kinds[segments[index]!.kind]!;
        return element("i", { style: `flex-grow: ${weight}; background: ${kindColour(kind)}`, title: `${name}: ${Math.round((100 * weight) / total)} %` });
      }),
    );
  }
}
