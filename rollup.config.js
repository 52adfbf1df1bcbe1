// Puts the extension's code together for its packages: from extension/, without comments (`make code` takes them out
// first), into server/deployment/code/. Modules that belong together become one file, so that waking the background
// reads few; every name stays as it was written, and each module's path stands above it. Why: docs/decisions/0075.
//
// The background is no module: browsers keep what they have compiled of a classic script from one waking to the next.
// What it shares with the pages is a classic script too, which hands its names over in one object: docs/decisions/0076.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { rollup } from "rollup";

const SOURCES = "extension/";
/** The same files as TypeScript's compiler leaves them: without comments. */
const BARE = "dist/bare/extension/";
const OUT = "server/deployment/code/";
const BACKGROUND = "background/main";
const PAGES = ["popup/popup", "options/options", "welcome/welcome"];
const SHARED = "shared/together.js";
/** The object with the names of that file. */
const NAMES = "together";
/** What the browser runs file by file, as classic scripts. */
const CLASSIC = /^(library-pages\/|updates\/frame\/|updates\/request\.js$)/;

/** Chromium's worker is one file, which reads the other; Firefox reads both, in the manifest's order. */
const READ_SHARED = `globalThis.importScripts?.(
  trustedTypes.createPolicy("own-file", { createScriptURL: () => "/${SHARED}" }).createScriptURL(""),
);`;

/** @param {string[]} names */
const entries = (names) => Object.fromEntries(names.map((name) => [name, `${BARE}${name}.js`]));

const modulePaths = {
  name: "module-paths",
  transform: (/** @type {string} */ code, /** @type {string} */ id) => `// ${relative("dist/bare", id)}\n${code}`,
};

const otherFiles = {
  name: "other-files",
  /** @this {import("rollup").PluginContext} */
  generateBundle() {
    const files = readdirSync(SOURCES, { recursive: true, encoding: "utf-8" })
      .filter((name) => statSync(join(SOURCES, name)).isFile())
      .sort();
    for (const fileName of files.filter((name) => CLASSIC.test(name) || !name.endsWith(".js"))) {
      const folder = fileName.endsWith(".js") ? BARE : SOURCES;
      this.emitFile({ type: "asset", fileName, source: readFileSync(folder + fileName) });
    }
  },
};

/**
 * The modules that these entries need, each with the names that it exports.
 *
 * @param {string[]} names of entries
 * @returns {Promise<Map<string, string[]>>}
 */
async function modulesOf(names) {
  /** @type {Map<string, string[]>} */
  const modules = new Map();
  const listing = {
    name: "listing",
    /** @param {import("rollup").ModuleInfo} module */
    moduleParsed: ({ id, exports }) => void modules.set(id, exports ?? []),
  };
  await (await rollup({ input: entries(names), plugins: [listing], onwarn })).close();
  return modules;
}

/**
 * Takes the names of shared modules from the object that the shared file will have made, and notes which.
 *
 * @param {Map<string, string[]>} shared
 * @param {Set<string>} borrowed gets a line for each module
 * @param {string} first what has to stand before
 */
const borrowing = (shared, borrowed, first) => ({
  name: "borrowing",
  load: (/** @type {string} */ id) =>
    shared.has(id) ? `${first}\nexport const { ${shared.get(id)?.join(", ")} } = globalThis.${NAMES};` : null,
  /** @type {(options: unknown, bundle: import("rollup").OutputBundle) => void} */
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((file) => ("modules" in file ? Object.entries(file.modules) : []));
    for (const [id, { renderedExports }] of modules.filter(([id]) => shared.has(id))) {
      renderedExports.forEach((name) => borrowed.add(`export { ${name} } from "${id}";`));
    }
  },
});

/**
 * The file that has all that was borrowed: it is made last.
 *
 * @param {Set<string>} borrowed
 */
const lending = (borrowed) => ({
  name: "lending",
  resolveId: (/** @type {string} */ id) => (id === NAMES ? id : null),
  load: (/** @type {string} */ id) => (id === NAMES ? [...borrowed].sort().join("\n") : null),
});

/** @param {{message: string}} warning */
function onwarn({ message }) {
  throw new Error(message);
}

/** @returns {Promise<import("rollup").RollupOptions[]>} */
export default async function together() {
  const ofBackground = await modulesOf([BACKGROUND]);
  const shared = new Map([...(await modulesOf(PAGES))].filter(([id]) => ofBackground.has(id)));
  /** @type {Set<string>} */
  const borrowed = new Set();
  const treeshake = { propertyReadSideEffects: false };
  const generatedCode = { constBindings: true };
  return [
    {
      input: entries([BACKGROUND]),
      treeshake,
      plugins: [borrowing(shared, borrowed, ""), modulePaths],
      output: { dir: OUT, format: "iife", banner: READ_SHARED, generatedCode },
      onwarn,
    },
    {
      input: entries(PAGES),
      treeshake,
      external: [`/${SHARED}`],
      makeAbsoluteExternalsRelative: false,
      plugins: [borrowing(shared, borrowed, `import "/${SHARED}";`), modulePaths, otherFiles],
      output: {
        dir: OUT,
        format: "es",
        chunkFileNames: "shared/[name].js",
        experimentalMinChunkSize: 2048,
        minifyInternalExports: false,
        generatedCode,
      },
      onwarn,
    },
    {
      input: NAMES,
      plugins: [lending(borrowed), modulePaths],
      output: {
        file: OUT + SHARED,
        format: "iife",
        name: NAMES,
        footer: `globalThis.${NAMES} = ${NAMES};`,
        generatedCode,
      },
      onwarn,
    },
  ];
}
