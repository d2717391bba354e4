// Bundles the page into ../static (or the folder named as the first argument). Files appear whole: written aside, then renamed.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "static"));

/** Every page and what its bundle starts from. The second needs no server: it replays recorded races. */
const PAGES = [
  { page: "index.html", bundle: "main", entry: "src/main.ts" },
  { page: "replay.html", bundle: "replay", entry: "src/replay/main.ts" },
].filter(({ page, entry }) => existsSync(join(here, page)) && existsSync(join(here, entry)));

const result = await build({
  absWorkingDir: here,
  entryPoints: [
    ...PAGES.map(({ bundle, entry }) => ({ in: entry, out: bundle })),
    { in: "src/style.css", out: "style" },
  ],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "linked",
  logLevel: "warning",
  write: false,
});

const files = new Map(result.outputFiles.map((file) => [file.path.slice(out.length + 1), Buffer.from(file.contents)]));
for (const { page } of PAGES) {
  let html = await readFile(join(here, page), "utf8");
  for (const [name, content] of files) {
    // A browser that kept an older bundle asks for the new one.
    const version = createHash("sha256").update(content).digest("hex").slice(0, 12);
    html = html.replaceAll(`"./${name}"`, `"./${name}?${version}"`);
  }
  files.set(page, Buffer.from(html));
}
// Where recorded races are shown, `clamber record --site` writes the list anew.
files.set("recordings.json", Buffer.from('{"recordings":[]}\n'));
await mkdir(out, { recursive: true });
for (const [name, content] of files) {
  await writeFile(join(out, `.${name}.new`), content);
  await rename(join(out, `.${name}.new`), join(out, name));
}
for (const name of await readdir(out)) {
  if (!files.has(name)) await rm(join(out, name), { recursive: true });
}
const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
console.log(`${files.size} files, ${Math.round(bytes / 1024)} KiB, in ${out}`);
