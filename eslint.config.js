import js from "@eslint/js";
import noUnsanitized from "eslint-plugin-no-unsanitized";
import globals from "globals";

export default [
  { ignores: ["dist/", "server/deployment/code/", "instance/", "node_modules/", ".venv/", ".tools/"] },
  js.configs.recommended,
  noUnsanitized.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      complexity: ["error", 12],
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "max-lines": ["error", { max: 400, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipComments: true }],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      // Markup from strings, a page's own storage, and ways to phone home have no place here at all.
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Use shared/dom.js." },
        { property: "outerHTML", message: "Use shared/dom.js." },
        { property: "insertAdjacentHTML", message: "Use shared/dom.js." },
        { property: "setUninstallURL", message: "The extension never reports." },
        { property: "sendBeacon", message: "The extension never reports." },
        { property: "sync", object: "storage", message: "Decisions stay on this computer." },
      ],
      "no-restricted-globals": ["error", "XMLHttpRequest", "localStorage", "sessionStorage"],
    },
  },
  { files: ["extension/**"], languageOptions: { globals: { ...globals.browser, ...globals.worker } } },
  { files: ["server/web/static/**", "server/maintain/static/**"], languageOptions: { globals: globals.browser } },
  {
    files: ["tests/**", "eslint.config.js", "rollup.config.js"],
    languageOptions: { globals: globals.node },
    rules: { "no-console": "off", "max-lines-per-function": "off" },
  },
];
