"""What companies' pages are reported to do in order to find extensions, as a page of a test does it."""

# In the page from its first moment: whatever is put in, said or thrown into it is noted.
LISTENING = """<script>
window.seen = {changes: [], messages: [], events: []};
new MutationObserver((records) => records.forEach(({type, addedNodes, attributeName, target}) =>
    seen.changes.push(`${type} ${attributeName ?? ""} ${target.nodeName} ${[...addedNodes].map((n) => n.nodeName)}`)))
    .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
addEventListener("message", ({data, origin}) => seen.messages.push(`${origin} ${JSON.stringify(data)}`), true);
const dispatch = EventTarget.prototype.dispatchEvent;
EventTarget.prototype.dispatchEvent = function (event) {
    seen.events.push(event.type);
    return dispatch.call(this, event);
};
// What the parser itself adds is no finding: noted from here on.
addEventListener("load", () => { seen.changes = []; });
</script>"""

# args: the extension's origin, an origin that nobody has, paths of all its files.
SCAN = """
const [own, nobody, paths] = args;
const attempt = (address) => Promise.all([
    fetch(address).then(() => "fetch", () => ""),
    fetch(address, {mode: "no-cors"}).then(() => "no-cors", () => ""),
    new Promise((done) => {
        const image = new Image();
        image.onload = () => done("image");
        image.onerror = () => done("");
        image.src = address;
    }),
]).then((answers) => answers.filter(Boolean).map((way) => `${way} ${address}`));
const walk = (root) => [...root.querySelectorAll("*")].flatMap((node) => [
    ...[...node.attributes].map(({name, value}) => `${name}=${value}`),
    ...(node.shadowRoot ? ["a shadow root", ...walk(node.shadowRoot)] : []),
    node.nodeName,
]).filter((text) => /extension:|optout|a shadow root/i.test(text));
const timed = async (origin) => {
    const start = performance.now();
    await fetch(`${origin}/manifest.json`).catch(() => 0);
    return performance.now() - start;
};
return (async () => {
    const found = (await Promise.all(paths.map((path) => attempt(`${own}/${path}`)))).flat();
    const times = {own: [], nobody: []};
    for (let round = 0; round < 60; round++) {
        for (const who of round % 2 ? ["own", "nobody"] : ["nobody", "own"]) {
            times[who].push(await timed(who === "own" ? own : nobody));
        }
    }
    const globals = Object.getOwnPropertyNames(window).filter((name) => /extension|optout/i.test(name));
    const resources = performance.getEntries().map(({name}) => name).filter((name) =>
        /-extension:/.test(name) && !paths.some((path) => name.endsWith(path)));
    const {changes, messages, events} = window.seen;
    return {found, times, globals, resources, walk: walk(document), changes, messages, events};
})();
"""
