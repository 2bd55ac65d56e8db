/* Leave the page at once: the link "Leave quickly", or Esc three times within three seconds.

   The page is hidden and its place in the browser's history taken by the page one is sent to.
   Earlier pages of the site are still in the history: whoever goes back to one of them is sent on
   again, which a note in this tab (no cookie, gone with the tab) remembers. Opening the site anew,
   by address or link, clears the note. The script stands first in the page so that nothing is
   painted before it has decided. */
(() => {
  const NOTE = "left";
  const remember = (address) => {
    try {
      if (address) {
        sessionStorage.clear();
        sessionStorage.setItem(NOTE, address);
      } else {
        sessionStorage.removeItem(NOTE);
      }
    } catch { /* storage may be switched off; leaving works all the same */ }
  };
  const remembered = () => {
    try {
      return sessionStorage.getItem(NOTE);
    } catch {
      return null;
    }
  };
  const leave = (address) => {
    document.documentElement.hidden = true;
    document.title = " ";
    remember(address);
    location.replace(address);
  };
  const sendOn = () => {
    const address = remembered();
    if (address) leave(address);
  };

  const navigation = performance.getEntriesByType("navigation")[0];
  if (navigation && navigation.type === "back_forward") sendOn();
  else remember(null);
  addEventListener("pageshow", (event) => {
    if (event.persisted) sendOn();
  });

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("#exit") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave(link.href);
  });

  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) {
      if (event.key !== "Escape") presses = [];
      return;
    }
    presses = [...presses.filter((time) => event.timeStamp - time < 3000), event.timeStamp];
    const link = document.getElementById("exit");
    if (presses.length === 3 && link) leave(link.href);
  });
})();
