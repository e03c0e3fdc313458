// On every page: "/" goes to the search field.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest?.("input, textarea")) return;
  event.preventDefault();
  document.querySelector("[name=q]").focus();
});
