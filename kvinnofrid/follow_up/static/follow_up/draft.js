/* Keeps a wave on the server while it is filled in: after every field, and every few seconds.

   What is changed stays marked until the server has acknowledged it, whatever happens to the line,
   the lid or the session. Each save has a number, so that one that was delayed on the way never
   undoes a later one. Nothing is stored in the browser, since others may use it. */
(() => {
  const EVERY = 4000;
  const PATIENCE = 15000;
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const state = document.getElementById("draft-state");
  const word = (name) =>
    document.getElementById("draft-words").content.querySelector(`[data-word=${name}]`).textContent;

  const page = [...crypto.getRandomValues(new Uint32Array(4))].map((one) => one.toString(36)).join("-");
  let number = 0;
  let version = Number(form.dataset.draftVersion);
  let sending = null;
  let waiting = 0;
  let leaving = false;
  const changed = new Map();

  const say = (text, kind, link) => {
    if (state.dataset.kind === kind && state.dataset.said === text) return;
    state.dataset.kind = kind;
    state.dataset.said = text;
    state.textContent = text;
    if (link) {
      const way = document.createElement("a");
      way.href = form.dataset.signIn;
      way.target = "_blank";
      way.className = "ds-link";
      way.textContent = word("signin");
      state.append(" ", way);
    }
  };

  const body = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") data.append(name, value);
    }
    data.set("draft_version", String(version));
    data.set("changed", [...changed.keys()].join(" "));
    data.set("page", page);
    data.set("number", String(++number));
    return data;
  };

  /* A new session has a new token; the page is told it by whoever it now belongs to. */
  const renew = async () => {
    const answer = await fetch(form.dataset.pulse, {
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) return false;
    const said = await answer.json();
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      field.value = said.token;
    }
    return true;
  };

  const send = async () => {
    const marks = new Map(changed);
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: body(),
      redirect: "manual",
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return "signedout";
    if (answer.status === 422 || answer.status === 409) {
      say((await answer.json()).said, "wrong");
      return "refused";
    }
    if (!answer.ok) return "offline";
    const said = await answer.json();
    version = said.version; // 0 as long as the page does not show all that is in the draft
    for (const [name, mark] of marks) if (changed.get(name) === mark) changed.delete(name);
    say(said.said || `${word("saved")} ${said.at}`, said.said ? "wrong" : "saved");
    return version ? "saved" : "merged";
  };

  const attempt = async () => {
    try {
      let came = await send();
      if (came === "signedout" && (await renew())) came = await send();
      if (came === "signedout") say(word("signedout"), "signedout", true);
      if (came === "offline") say(word("offline"), "offline");
      return came;
    } catch {
      say(word("offline"), "offline");
      return "offline";
    }
  };

  const keep = () => {
    if (sending) return sending;
    if (!changed.size) return Promise.resolve("saved");
    sending = attempt().finally(() => {
      sending = null;
    });
    return sending;
  };

  const mark = (event) => {
    const name = event.target.name;
    if (!name || name === "csrfmiddlewaretoken") return;
    changed.set(name, performance.now());
  };

  form.addEventListener("input", mark);
  form.addEventListener("change", (event) => {
    mark(event);
    clearTimeout(waiting);
    waiting = setTimeout(keep, 150);
  });
  setInterval(keep, EVERY);
  for (const [target, name] of [
    [window, "online"],
    [window, "focus"],
    [document, "visibilitychange"],
  ]) {
    target.addEventListener(name, keep);
  }

  /* The form itself is sent only when the draft could be, else it would be lost on the way; and
     when it shows all that is in the draft, else what was filled in on another page would be. */
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.setAttribute("aria-disabled", "true");
    changed.set("held_on", performance.now());
    if (sending) await sending;
    const came = await keep();
    button.removeAttribute("aria-disabled");
    if (["offline", "signedout", "merged"].includes(came)) {
      state.scrollIntoView({ block: "nearest" });
      return;
    }
    leaving = true;
    form.submit();
  });

  /* What is thrown away must not come back by a save that is on its way. */
  const discard = document.getElementById("discard-draft");
  discard?.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    leaving = true;
    changed.clear();
    if (sending) await sending;
    discard.elements.page.value = page;
    discard.elements.number.value = String(number);
    discard.submit();
  });

  /* By keyboard: begin at the day, and let Enter go on to the first question instead of sending. */
  const day = form.querySelector("#held_on");
  day.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    form.querySelector("[data-item]:not([hidden]) :is(input, textarea, select)").focus();
  });
  if (!document.querySelector("[data-summary], [role=alert]")) day.focus({ preventScroll: true });

  addEventListener("beforeunload", (event) => {
    if (changed.size && !leaving) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  addEventListener("pagehide", () => {
    if (changed.size && !leaving) navigator.sendBeacon(form.dataset.draft, body());
  });
})();
