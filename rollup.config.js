// Puts the extension's code together for its packages: from extension/, without comments (`make code` takes them out
// first), into server/deployment/code/. Modules that belong together become one file, so that waking the background
// reads few; every name stays as it was written, and each module's path stands above it. Why: docs/decisions/0075.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

const SOURCES = "extension/";
/** The same files as TypeScript's compiler leaves them: without comments. */
const BARE = "dist/bare/extension/";
const ENTRIES = ["background/main", "popup/popup", "options/options", "welcome/welcome"];
/** What the browser runs file by file, as classic scripts. */
const CLASSIC = /^(library-pages\/|updates\/frame\/|updates\/request\.js$)/;

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf-8" })
  .filter((name) => statSync(join(SOURCES, name)).isFile())
  .sort();

const modulePaths = {
  name: "module-paths",
  transform: (/** @type {string} */ code, /** @type {string} */ id) => `// ${relative("dist/bare", id)}\n${code}`,
};

const otherFiles = {
  name: "other-files",
  /** @this {import("rollup").PluginContext} */
  generateBundle() {
    for (const fileName of files.filter((name) => CLASSIC.test(name) || !name.endsWith(".js"))) {
      const folder = fileName.endsWith(".js") ? BARE : SOURCES;
      this.emitFile({ type: "asset", fileName, source: readFileSync(folder + fileName) });
    }
  },
};

export default {
  input: Object.fromEntries(ENTRIES.map((name) => [name, `${BARE}${name}.js`])),
  plugins: [modulePaths, otherFiles],
  output: {
    dir: "server/deployment/code",
    format: "es",
    chunkFileNames: "shared/[name].js",
    experimentalMinChunkSize: 2048,
    minifyInternalExports: false,
    generatedCode: { constBindings: true },
  },
  onwarn(/** @type {{message: string}} */ warning) {
    throw new Error(warning.message);
  },
};
