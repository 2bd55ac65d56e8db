/* Passkeys: asks the browser for one and sends what it says with the form it stands in.
   A form that needs one is hidden where the browser has none. */
"use strict";

const able =
  window.PublicKeyCredential &&
  PublicKeyCredential.parseRequestOptionsFromJSON &&
  PublicKeyCredential.parseCreationOptionsFromJSON;

async function optionsOf(form) {
  if (!form.dataset.fetch) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.fetch, {
    headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
  });
  return (await answer.json()).request_options;
}

async function ask(form) {
  const { publicKey } = await optionsOf(form);
  if (form.dataset.passkey === "create") {
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    };
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    });
  }
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !able;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[role=alert]");
    said.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify((await ask(form)).toJSON());
      form.submit();
    } catch {
      said.hidden = false;
    }
  });
}
