/**
 * The page that replays recorded races without a server: from the list beside it (`recordings.json`), from
 * `?recording=ADDRESS`, from a file chosen or dropped.
 */

import { element } from "../elements";
import { Toasts } from "../toasts";
import { BadRecording, readRecording, SUFFIX } from "./recording";
import { Viewer } from "./viewer";

interface Listed {
  file: string;
  title: string;
}

const root = document.getElementById("replay")!;
const toasts = new Toasts();
const list = element("ul", { class: "replay-list" });
const file = element("input", { type: "file", id: "replay-file", accept: SUFFIX });
const refusal = element("p", { class: "replay-refusal", role: "alert" });
const chooser = element(
  "dialog",
  { class: "replay-chooser card", "aria-labelledby": "replay-heading" },
  element("h2", { id: "replay-heading" }, "Recorded races"),
  list,
  refusal,
  element("label", { class: "button replay-open", for: "replay-file" }, "Open a recording …"),
  file,
  element("p", { class: "faint" }, `Or drop a ${SUFFIX} file anywhere on this page.`),
  element("button", { type: "button", class: "button", id: "replay-close", onclick: () => chooser.close() }, "Close"),
);
const viewer = new Viewer(root, document.getElementById("replay-title")!, () => choose());
root.append(chooser, toasts.root);

function choose(): void {
  chooser.querySelector<HTMLElement>("#replay-close")!.hidden = viewer.playback === null;
  refusal.textContent = "";
  if (!chooser.open) chooser.showModal();
}

function refuse(name: string, error: unknown): void {
  const reason = error instanceof BadRecording ? error.message : `it cannot be loaded (${(error as Error).message})`;
  if (viewer.playback === null) choose();
  // Beside an open dialog nothing is read aloud.
  if (chooser.open) refusal.textContent = `${name}: ${reason}`;
  else toasts.say(`${name}: ${reason}`, "bad");
}

let asks = 0;

async function open(name: string, load: () => Promise<Blob>): Promise<void> {
  // Of two that are asked for the later one is wanted, whichever comes first.
  const ask = ++asks;
  try {
    const recording = await readRecording(await load());
    if (ask !== asks) return;
    viewer.play(recording);
    chooser.close();
  } catch (error) {
    if (ask === asks) refuse(name, error);
  }
}

function openAddress(address: string): Promise<void> {
  return open(address, async () => {
    const response = await fetch(address);
    if (!response.ok) throw new BadRecording(`there is no such recording (${response.status})`);
    return response.blob();
  });
}

function openFile(chosen: File | null | undefined): void {
  if (chosen) void open(chosen.name, () => Promise.resolve(chosen));
}

// Without a recording there is nothing behind the dialog, so Escape does not close it.
chooser.addEventListener("close", () => {
  if (viewer.playback === null) choose();
});
file.addEventListener("change", () => {
  openFile(file.files?.[0]);
  file.value = "";
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  root.classList.add("dropping");
});
addEventListener("dragleave", () => root.classList.remove("dropping"));
addEventListener("drop", (event) => {
  event.preventDefault();
  root.classList.remove("dropping");
  openFile(event.dataTransfer?.files[0]);
});
addEventListener("keydown", (event) => {
  if (!chooser.open && viewer.scrubber.key(event)) event.preventDefault();
});

/** The races that lie beside this page; none where there is no list. */
async function listed(): Promise<Listed[]> {
  try {
    const response = await fetch("./recordings.json");
    if (!response.ok) return [];
    const told: unknown = await response.json();
    const races = (told as { recordings?: unknown }).recordings;
    return Array.isArray(races) ? races.filter((one: Listed) => typeof one?.file === "string" && typeof one.title === "string") : [];
  } catch {
    return [];
  }
}

const asked = new URLSearchParams(location.search).get("recording");
const races = await listed();
list.replaceChildren(
  ...races.map(({ file: address, title }) =>
    element("li", {}, element("button", { type: "button", class: "button", onclick: () => void openAddress(address) }, title)),
  ),
);
if (asked !== null) await openAddress(asked);
else if (races[0]) await openAddress(races[0].file);
else choose();
root.classList.add("replay-ready");
