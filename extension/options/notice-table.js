import { element } from "../shared/dom.js";

/**
 * Who can notice what. `docs/privacy.md` says the same.
 *
 * @param {import("../shared/surface.js").Surface} surface
 * @returns {HTMLElement[]}
 */
export function noticeTable({ translate, edition }) {
  const rows = [
    ["notice_company", "notice_company_what"],
    ["notice_library", "notice_library_what"],
    ["notice_server", edition.updates ? "notice_server_what" : "notice_server_never"],
    ["notice_maker", "notice_maker_what"],
    ["notice_people", "notice_people_what"],
  ];
  return [
    element("h2", {}, translate("notice_heading")),
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", { scope: "col" }, translate("notice_who")),
          element("th", { scope: "col" }, translate("notice_what")),
        ),
      ),
      element(
        "tbody",
        {},
        ...rows.map(([who, what]) =>
          element("tr", {}, element("th", { scope: "row" }, translate(who)), element("td", {}, translate(what))),
        ),
      ),
    ),
  ];
}
