/* The respondent's page, made a little easier; everything works without this script.

   A code that comes after # in the link has never been sent to a server, so it is in nobody's log.
   It is taken out of the address, and so out of the history, before anything else is done.
   Questions are read aloud by the browser's own voice, where it has one for the language. */
(() => {
  const form = document.querySelector("[data-respond]");
  const field = form?.querySelector("#code");
  const brought = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
  if (brought) {
    history.replaceState(null, "", location.pathname);
    if (field && /^[0-9a-z-]{10,14}$/i.test(brought)) {
      field.value = brought;
      form.querySelector("[name=open]").click();
    }
  }

  /* A page taken out of the browser's memory may show answers: it is asked for anew, and is empty. */
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.hidden = true;
    location.replace(location.pathname);
  });

  const page = document.querySelector("[data-read-aloud]");
  const speech = window.speechSynthesis;
  if (!page || !speech) return;
  const language = document.documentElement.lang;

  const voice = () =>
    speech.getVoices().find((one) => one.lang.toLowerCase().split(/[-_]/)[0] === language);
  const words = (part) =>
    [...part.querySelectorAll("p, legend, .kq-end, .kq-choice > span")]
      .filter((one) => !one.closest("[hidden]"))
      .map((one) => one.textContent.trim())
      .filter(Boolean)
      .join(". ");

  let reading = null;
  const stop = () => {
    speech.cancel();
    if (reading) reading.textContent = page.dataset.listen;
    reading = null;
  };
  const read = (button, part) => {
    const same = reading === button;
    stop();
    if (same) return;
    const said = new SpeechSynthesisUtterance(words(part));
    said.lang = language;
    said.voice = voice();
    said.rate = 0.9;
    said.addEventListener("end", () => {
      if (reading === button) stop();
    });
    reading = button;
    button.textContent = page.dataset.stop;
    speech.speak(said);
  };
  const offer = () => {
    if (page.querySelector(".cs-listen") || !voice()) return;
    for (const part of page.querySelectorAll("[data-read], [data-item], .cs-share")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "cs-listen";
      button.textContent = page.dataset.listen;
      const about = part.querySelector("legend");
      if (about) {
        about.id ||= "legend-share";
        button.setAttribute("aria-describedby", about.id);
      }
      button.addEventListener("click", () => read(button, part));
      if (about) about.after(button);
      else part.append(button);
    }
  };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", stop);
})();
