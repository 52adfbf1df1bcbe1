// Runs a ceremony of a passkey when its button is pressed, and sends the browser's answer with the form.
// The options stand in the form's own attribute; whatever was wrong is said by the server.

/**
 * What the browser signs or makes, as text for the form.
 * @param {string} text the options as JSON, as WebAuthn spells them
 * @returns {Promise<string>} the answer as JSON
 */
async function answerOf(text) {
  const options = JSON.parse(text);
  const credential = options.user
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(/** @type {PublicKeyCredential} */ (credential).toJSON());
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name a class in it
 * @param {boolean} shown
 */
function show(form, name, shown) {
  const part = form.querySelector(`.${name}`);
  if (part instanceof HTMLElement) part.hidden = !shown;
}

/** @param {HTMLFormElement} form */
function prepare(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const answer = /** @type {HTMLInputElement} */ (form.querySelector("input[name=answer]"));
  button.disabled = false;
  show(form, "unable", false);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    show(form, "refused", false);
    try {
      answer.value = await answerOf(form.dataset.options ?? "");
      form.submit();
    } catch {
      // Refused, cancelled, or no passkey for this site: the browser has said so, and tells us nothing else.
      show(form, "refused", true);
      button.disabled = false;
    }
  });
}

if (globalThis.PublicKeyCredential && "parseCreationOptionsFromJSON" in PublicKeyCredential) {
  for (const form of document.querySelectorAll("form.ceremony")) prepare(/** @type {HTMLFormElement} */ (form));
}
