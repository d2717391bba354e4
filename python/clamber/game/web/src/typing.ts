/** The field that somebody is typing into: until it is left or its value taken, what it says is theirs alone. */

let field: EventTarget | null = null;

function isTypedInto(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  // A slider that is dragged out and back tells of input and of no change.
  return target instanceof HTMLInputElement && ["text", "number", "search"].includes(target.type);
}

addEventListener("input", ({ target }) => {
  if (isTypedInto(target)) field = target;
}, true);
for (const over of ["change", "focusout"]) {
  addEventListener(over, () => {
    field = null;
  }, true);
}

/** That field, or null. */
export function typedInto(): EventTarget | null {
  return field;
}

/** Shows a value on a slider that ends at `usual`, or at what was typed beyond; its end stays where it is while it is dragged. */
export function showOnSlider(slider: HTMLInputElement, value: number, usual: number, text: string): void {
  const end = document.activeElement === slider ? Number(slider.max) : usual;
  slider.max = String(Math.max(end, value));
  slider.value = String(value);
  slider.setAttribute("aria-valuetext", text);
}

/** Shows a number in a field, but for one that is being typed into, or that shows it already in other digits. */
export function showNumber(shownIn: HTMLInputElement, value: number, text: string): void {
  if (field === shownIn || (document.activeElement === shownIn && shownIn.valueAsNumber === value)) return;
  shownIn.value = text;
}
