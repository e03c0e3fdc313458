// Shows of a page's headings those that have what somebody types. Without it all are there.

const page = document.querySelector("#headings");
const filter = page.querySelector(".filter");
const total = page.querySelector(".total");
const items = [...page.querySelectorAll(".headings li")];

const field = filter.firstElementChild;
let texts;

async function show() {
  const { folded, learned } = await import("./index.js");
  texts ??= learned(page.dataset.fold).then(() => items.map((item) => folded(item.textContent)));
  const known = await texts;
  const wanted = folded(field.value.trim());
  items.forEach((item, i) => (item.hidden = !known[i].includes(wanted)));
  for (const part of page.querySelectorAll("section")) part.hidden = !part.querySelector("li:not([hidden])");
  const number = items.filter((item) => !item.hidden).length;
  total.textContent = page.dataset.shown.replace("{n}", number.toLocaleString("en"));
}

if (items.length) {
  filter.hidden = false;
  field.oninput = (event) => event.isComposing || show();
  field.addEventListener("compositionend", show);
  if (field.value) show();
}
