/**
 * How the library is called where its settings give no name that can be shown.
 *
 * @param {import("./settings.js").Settings} settings
 * @param {import("../shared/messages.js").Translate} translate
 */
export const libraryName = ({ library }, translate) => library.name || translate("managed_your_library");
