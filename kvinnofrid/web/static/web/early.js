/* A choice that was made while the page was still on its way has been seen by nobody: let it take
   effect as soon as there is somebody to see it. */
document.addEventListener("htmx:load", () => {
  for (const form of document.querySelectorAll("form[hx-get]")) {
    const chosen = [...form.elements].some((field) =>
      field instanceof HTMLSelectElement
        ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected))
        : field instanceof HTMLInputElement &&
          (field.value !== field.defaultValue || field.checked !== field.defaultChecked));
    if (chosen) form.dispatchEvent(new Event("change", { bubbles: true }));
  }
}, { once: true });
