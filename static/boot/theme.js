// Runs before the first paint, so that a page never flashes in the wrong theme. Not a module on purpose:
// modules wait for the document. Shares its key and its words with Django's admin.
(() => {
  let choice = "auto";
  try {
    choice = localStorage.getItem("theme") || "auto";
  } catch {
    // storage may be forbidden; the device's own theme then decides
  }
  const device = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = choice === "light" || choice === "dark" ? choice : device;
})();
