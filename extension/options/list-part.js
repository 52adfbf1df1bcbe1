import { scheduleFrom } from "../background/update-schedule.js";
import { listFacts } from "../popup/footer.js";
import { element } from "../shared/dom.js";

/**
 * The list: which one it is, how old, and a look for a newer one.
 *
 * @param {import("../shared/surface.js").Surface} surface
 * @param {import("./options.js").Tools} tools
 * @returns {HTMLElement[]}
 */
export function listPart(surface, { browser, now, done, say }) {
  const { translate, edition } = surface;
  const check = async () => {
    say("list", translate("checking"));
    const started = now();
    const changed = await browser.runtime.sendMessage("check now");
    const { failedAt = 0 } = scheduleFrom((await browser.storage.local.get("schedule")).schedule);
    const failed = failedAt >= started;
    await done("list", translate(failed ? "check_failed" : changed ? "check_newer" : "check_same"));
  };
  return [
    element("h2", {}, translate("list_heading")),
    ...listFacts(surface, now()),
    ...(edition.updates
      ? [element("button", { onclick: () => void check(), id: "check-now" }, translate("check_now"))]
      : []),
  ];
}
