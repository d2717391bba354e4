/** Brains that people bring: sent to the server, which checks them before they may run. */

import { type Content, postJson } from "../api";
import type { Toasts } from "../toasts";

/** As the server allows, bytes. */
const LARGEST = 32 * 1024 * 1024;

/**
 * Lets .onnx files be dropped onto `root`, and returns what takes files that were chosen otherwise; `came` is called with
 * the name of each that the server took.
 */
export function acceptBrains(
  root: HTMLElement, toasts: Toasts, content: () => Content | null, came: (name: string) => void,
): (files: Iterable<File>) => void {
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  root.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    root.classList.add("dropping");
  });
  root.addEventListener("dragleave", (event) => {
    if (!root.contains(event.relatedTarget as Node | null)) root.classList.remove("dropping");
  });
  root.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    root.classList.remove("dropping");
    take(event.dataTransfer?.files ?? []);
  });
  return take;

  function take(files: Iterable<File>): void {
    for (const file of files) void send(file);
  }

  async function send(file: File): Promise<void> {
    if (!content()) return;
    if (!file.name.endsWith(".onnx")) {
      toasts.say(`${file.name}: is not a brain; an .onnx file is needed`, "bad");
      return;
    }
    if (file.size > LARGEST) {
      toasts.say(`${file.name}: ${Math.ceil(file.size / 1048576)} MiB are too much; at most ${LARGEST / 1048576}`, "bad");
      return;
    }
    try {
      const { name } = await postJson<{ name: string }>(`/api/brains?${new URLSearchParams({ name: file.name })}`, file);
      toasts.say(`${name} can race now`);
      came(name);
    } catch (error) {
      const { message } = error as Error;
      toasts.say(message.includes(file.name) ? message : `${file.name}: ${message}`, "bad");
    }
  }
}
