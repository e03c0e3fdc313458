// On every page. "/" and Ctrl+K, or Command+K, lead to the search field.
addEventListener("keydown", (event) => {
  const isChord = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest?.("input, textarea, select");
  if (!isChord && !isSlash) return;
  event.preventDefault();
  const field = document.querySelector("[name=q]");
  field.focus();
  field.select();
});

// Where the archive may be read without a network, its worker keeps what is visited.
const { worker } = document.body.dataset;
if (worker) navigator.serviceWorker?.register(worker).catch(() => {});
