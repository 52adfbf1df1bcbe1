#!/usr/bin/env -S node --no-warnings
// The extension's TUF client behind the command line of the public tuf-conformance suite (its CLIENT-CLI.md).
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

import { UpdateError } from "../../extension/updates/errors.js";
import { Updater } from "../../extension/updates/updater.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "metadata-dir": { type: "string" },
    "metadata-url": { type: "string" },
    "target-name": { type: "string", multiple: true },
    "target-base-url": { type: "string" },
    "target-dir": { type: "string" },
  },
});

/** Trusted metadata as files, named as the suite reads them. */
function folderStore(folder) {
  const path = (name) => join(folder, `${encodeURIComponent(name)}.json`);
  return {
    read: (name) => readOrNull(path(name)),
    write: (name, bytes) => replace(path(name), bytes),
    remove: async (names) => void (await Promise.all(names.map((name) => rm(path(name), { force: true })))),
  };
}

async function readOrNull(path) {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

async function replace(path, bytes) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
}

/** Downloads below `base`, at most `maxLength` bytes. */
function downloadFrom(base) {
  return async (name, maxLength) => {
    const response = await fetch(`${base.replace(/\/$/, "")}/${name}`, { redirect: "error" });
    if (response.status === 404 || response.status === 403) return null;
    if (!response.ok) throw new UpdateError("unreachable", `${response.status} for ${name}`);
    const parts = [];
    let length = 0;
    for await (const part of response.body) {
      length += part.length;
      if (length > maxLength) throw new UpdateError("too-long", name);
      parts.push(part);
    }
    return new Uint8Array(Buffer.concat(parts));
  };
}

async function run() {
  const store = folderStore(values["metadata-dir"]);
  const [command, trustedRoot] = positionals;
  if (command === "init") {
    await store.write("root", new Uint8Array(await readFile(trustedRoot)));
    return;
  }
  const updater = new Updater({ store, download: downloadFrom(values["metadata-url"]), start: Date.now() });
  await updater.refresh();
  if (command !== "download") return;
  for (const name of values["target-name"]) {
    const path = join(values["target-dir"], encodeURIComponent(name));
    const cached = await readOrNull(path);
    const bytes = await updater.fetchTarget(name, downloadFrom(values["target-base-url"]), cached);
    if (bytes !== cached) await replace(path, bytes);
  }
}

try {
  await run();
} catch (error) {
  console.error(String(error.stack ?? error));
  process.exit(1);
}
