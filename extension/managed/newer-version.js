/**
 * A newer version waits: take it into use when no page of ours is open, for a library's browser may never be idle long
 * enough to do it by itself. A page that is open is not torn away; it is tried again now and then.
 *
 * @param {any} browser
 * @returns {() => Promise<void>} try now
 */
export function takeNewerVersions({ runtime }) {
  let waits = false;
  async function attempt() {
    if (!waits) return;
    const open = await runtime.getContexts({ contextTypes: ["TAB", "POPUP"] });
    if (open.length === 0) runtime.reload();
  }
  runtime.onUpdateAvailable.addListener(() => {
    waits = true;
    return attempt();
  });
  return attempt;
}
