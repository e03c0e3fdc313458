// Search within a speech: marks a text's words, counts them, and goes from one to the next.

import { folded, learned, places } from "./index.js";

const text = document.querySelector(".text");
const bar = document.querySelector(".find");
const [field, said] = bar.elements;

const BLOCK = "p, h2, h3, h4, h5, li, summary, div";

let opener;
let ranges = [];
let here = -1;

// The text in pieces that a reader sees as one: each with its nodes, and where these begin.
function pieces() {
  const found = [];
  let block;
  const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    const own = node.parentElement.closest(BLOCK);
    if (own !== block) found.push({ whole: "", nodes: [] });
    block = own;
    const piece = found.at(-1);
    piece.nodes.push({ node, from: piece.whole.length });
    piece.whole += node.data;
  }
  return found;
}

// A term, or the beginning of a word.
const pattern = (term) => (/^\w/.test(term) ? "\\b" : "") + folded(term).replace(/[*+?^${}()|[\]\\.]/g, "\\$&");

function rangesOf(terms) {
  return pieces().flatMap(({ whole, nodes }) =>
    places(whole, terms, pattern).map(([start, end]) => {
      const range = new Range();
      const first = nodes.findLast(({ from }) => from <= start);
      const last = nodes.findLast(({ from }) => from < end);
      range.setStart(first.node, start - first.from);
      range.setEnd(last.node, end - last.from);
      return range;
    }),
  );
}

function mark() {
  if (CSS.highlights) {
    CSS.highlights.set("found", new Highlight(...ranges));
    CSS.highlights.set("here", Object.assign(new Highlight(...(ranges[here] ? [ranges[here]] : [])), { priority: 1 }));
  } else if (ranges[here]) {
    getSelection().removeAllRanges();
    getSelection().addRange(ranges[here]);
  }
  const { place, none } = bar.dataset;
  said.textContent = ranges.length ? place.replace("{n}", here + 1).replace("{total}", ranges.length) : field.value.trim() && none;
}

function go(step) {
  if (!ranges.length) return;
  here = (here + step + ranges.length) % ranges.length;
  mark();
  const parent = ranges[here].startContainer.parentElement;
  for (let fold = parent; (fold = fold.closest("details:not([open])")); ) fold.open = true;
  const { top, bottom } = ranges[here].getBoundingClientRect();
  if (top < 0 || bottom > innerHeight - bar.offsetHeight) scrollBy({ top: top - innerHeight / 3 });
}

// From the top of the window on, or from the passage that the address leads to.
function search(from = 0) {
  ranges = rangesOf(field.value.split("|").map((term) => term.trim()).filter(Boolean));
  here = ranges.findIndex((range) => range.getBoundingClientRect().bottom > from);
  if (here < 0 && ranges.length) here = 0;
  mark();
  if (ranges.length) go(0);
}

field.oninput = (event) => event.isComposing || search();
field.addEventListener("compositionend", () => search());
bar.onsubmit = (event) => {
  event.preventDefault();
  go(1);
};
bar.onclick = ({ target }) => {
  if (target.value === "previous") go(-1);
  if (target.value === "close") shut();
};
addEventListener("keydown", (event) => {
  if (bar.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape") shut();
  else if (event.key === "Enter" && event.shiftKey && event.target === field) go(-1);
  else if (!isTyping && event.key.toLowerCase() === "n") go(event.key === "n" ? 1 : -1);
  else return;
  event.preventDefault();
});

function shut() {
  const isIn = bar.contains(document.activeElement);
  bar.hidden = true;
  ranges = [];
  mark();
  const address = new URL(location);
  address.searchParams.delete("mark");
  history.replaceState(history.state, "", address);
  if (isIn) opener.focus();
}

let look;

// Opens the bar: because somebody asked for it, or with the words of the address.
export async function opened(button, isAsked) {
  opener = button;
  // Who opens it twice waits for the same.
  await (look ??= new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: bar.dataset.look });
    link.onload = link.onerror = done;
    document.head.append(link);
  }));
  field.onfocus = learn;
  bar.hidden = false;
  if (isAsked) {
    field.focus();
    field.select();
    if (field.value) search();
    return;
  }
  const marks = new URLSearchParams(location.search).getAll("mark").filter((word) => word.trim());
  field.value = [...new Set(marks)].join(" | ");
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  search(target ? target.getBoundingClientRect().top : -scrollY);
}

// The table of characters; without it, for example offline, each script finds only itself.
function learn() {
  field.onfocus = null;
  learned(bar.dataset.fold).then(() => bar.hidden || search(), () => {});
}
