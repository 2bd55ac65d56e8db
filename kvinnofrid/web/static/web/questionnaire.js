/* A questionnaire in the browser: shows what applies, and lets the keyboard answer.

   The rules are the server's (kvinnofrid/questionnaires), tried again here so that the next question
   comes at once. Without this script the server shows it when the form is sent. What is hidden
   keeps its answer. */
(() => {
  const LIMITS = {
    at_least: (difference) => difference >= 0,
    at_most: (difference) => difference <= 0,
    above: (difference) => difference > 0,
    below: (difference) => difference < 0,
  };
  const NUMBER = /^[-−]?[0-9]{1,12}([.,][0-9]{1,6})?$/;
  const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

  /* Numbers as whole millionths, so that 0.1 + 0.2 is what it looks like. */
  const millionths = (text) => {
    const plain = text.replace(/[ \u00a0\u2009\u202f]/g, "").replace("−", "-").replace(",", ".");
    const [whole, part = ""] = plain.replace("-", "").split(".");
    const size = BigInt(whole + part.padEnd(6, "0"));
    return plain.startsWith("-") ? -size : size;
  };
  const comparable = (kind, text) => {
    if (kind === "date") return DAY.test(text) ? text : null;
    if (kind !== "number" && kind !== "scale") return null;
    return NUMBER.test(text.replace(/[ \u00a0\u2009\u202f]/g, "")) ? millionths(text) : null;
  };
  const compare = (one, other) => (one > other) - (one < other);

  /* `answers`: item → { kind, values }, only of items that are asked and have a value. */
  const holds = (condition, answers, today) => {
    if (condition.item !== undefined) return test(condition, answers, today);
    if (condition.all) return condition.all.every((part) => holds(part, answers, today));
    if (condition.any) return condition.any.some((part) => holds(part, answers, today));
    return !condition.none.some((part) => holds(part, answers, today));
  };
  const operand = (text, kind, answers, today) => {
    if (text === "today") return kind === "date" ? today : null;
    if (!/^[a-z]/.test(text)) return comparable(kind, text);
    const other = answers.get(text);
    return other ? comparable(other.kind, other.values[0]) : null;
  };
  const test = (condition, answers, today) => {
    const answer = answers.get(condition.item);
    if (condition.answered !== undefined && condition.answered !== Boolean(answer)) return false;
    const limits = Object.entries(LIMITS).filter(([name]) => condition[name] !== undefined);
    if (!condition.one_of && !limits.length) return true;
    if (!answer) return false;
    if (condition.one_of && !answer.values.some((value) => condition.one_of.includes(value))) {
      return false;
    }
    const own = limits.length ? comparable(answer.kind, answer.values[0]) : null;
    return limits.every(([name, fits]) => {
      const other = operand(condition[name], answer.kind, answers, today);
      return own !== null && other !== null && fits(compare(own, other));
    });
  };

  const given = (item) => {
    const fields = [...item.querySelectorAll("input, select, textarea")].filter(
      (field) => field.name === item.dataset.item,
    );
    const values = fields
      .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
      .map((field) => field.value.trim())
      .filter(Boolean);
    if (values.some((value) => ["unknown!", "declined!", "not_asked!"].includes(value))) return [];
    return values;
  };
  const condition = (element) => JSON.parse(element.dataset.when || "null");

  const refresh = (form) => {
    const answers = new Map();
    for (const part of form.querySelectorAll("[data-part]")) {
      const when = condition(part);
      const open = !when || holds(when, answers, form.dataset.today);
      let shown = 0;
      for (const item of part.querySelectorAll("[data-item]")) {
        const own = condition(item);
        item.hidden = !open || Boolean(own && !holds(own, answers, form.dataset.today));
        if (item.hidden) continue;
        shown += 1;
        const values = given(item);
        if (values.length) answers.set(item.dataset.item, { kind: item.dataset.kind, values });
      }
      part.hidden = shown === 0;
    }
  };

  const items = (form) =>
    [...form.querySelectorAll("[data-item]")].filter((item) => !item.closest("[hidden]"));
  const enter = (item) => {
    const chosen = item.querySelector("input:checked");
    (chosen || item.querySelector("input, textarea, select")).focus();
    item.scrollIntoView({ block: "nearest" });
  };
  const onward = (form, item) => {
    const all = items(form);
    const next = all[all.indexOf(item) + 1];
    const button = form.closest("form")?.querySelector("button[type=submit]");
    if (next) enter(next);
    else if (button) button.focus();
  };

  /* One answer excludes the other: "none of these" and the rest, an answer and why there is none. */
  const settle = (item, field) => {
    const boxes = [...item.querySelectorAll("input[type=checkbox]")];
    const missing = item.querySelector("[data-missing]");
    if (field === missing) {
      if (missing.value) {
        for (const box of boxes) box.checked = false;
        for (const text of item.querySelectorAll(`[name="${item.dataset.item}"]`)) {
          if (text !== missing && text.type !== "checkbox") text.value = "";
        }
      }
      return;
    }
    if (missing && field.name === missing.name && (field.checked || field.value)) missing.value = "";
    if (field.type === "checkbox" && field.checked) {
      for (const box of boxes) {
        if (box !== field && (field.dataset.exclusive !== undefined || box.dataset.exclusive !== undefined)) {
          box.checked = false;
        }
      }
    }
  };

  const press = (form, item, event) => {
    const field = event.target;
    const types = field.tagName === "TEXTAREA" || field.tagName === "SELECT" ? "" : field.type;
    if (event.key === "Enter" && field.tagName !== "TEXTAREA") {
      event.preventDefault();
      onward(form, item);
      return;
    }
    if (!["radio", "checkbox"].includes(types)) return;
    if (event.key === "Backspace" || event.key === "Delete") {
      for (const input of item.querySelectorAll("input:checked")) input.checked = false;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    const target = item.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    target.checked = target.type === "radio" || !target.checked;
    target.focus();
    target.dispatchEvent(new Event("change", { bubbles: true }));
    if (target.type === "radio") onward(form, item);
  };

  const start = (form) => {
    for (const hint of form.querySelectorAll("[data-keys]")) hint.hidden = false;
    for (const kind of ["change", "input"]) {
      form.addEventListener(kind, (event) => {
        const item = event.target.closest("[data-item]");
        if (item) settle(item, event.target);
        refresh(form);
      });
    }
    form.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) {
        if (event.key === "Enter") form.closest("form")?.requestSubmit();
        return;
      }
      const item = event.target.closest("[data-item]");
      if (item) press(form, item, event);
    });
    refresh(form);
    form.querySelector("[data-summary]")?.focus();
  };

  const ready = () => {
    for (const form of document.querySelectorAll("[data-questionnaire]")) start(form);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", ready);
  else ready();
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-questionnaire]")) refresh(form);
  });
})();
