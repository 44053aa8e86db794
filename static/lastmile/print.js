// The print button of papers.
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
