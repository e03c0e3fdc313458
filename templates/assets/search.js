// The search page: what is asked stands in its address, and what is found below its field.

import { counted, element, filled, item } from "./results.js";

const page = document.querySelector("#search");
const say = page.dataset;
const form = page.querySelector("form");
const field = form.elements.q;
const at = Object.fromEntries([...page.querySelectorAll("[id]")].map((part) => [part.id, part]));
const title = document.title;

const STEP = 10; // results on a page: each is a file to fetch

const FACETS = ["speaker", "year", "event", "place", "subject", "collection", "language", "completeness"];

function stateOf(search) {
  const asked = new URLSearchParams(search);
  const facets = Object.fromEntries(FACETS.map((name) => [name, asked.getAll(name)]).filter(([, chosen]) => chosen.length));
  return {
    q: asked.get("q") ?? "",
    facets,
    order: asked.get("order") ?? "relevance",
    page: Math.max(1, Math.floor(asked.get("page")) || 1),
    view: asked.get("view") ?? "",
  };
}

function addressOf({ q, facets, order, page, view }) {
  const said = new URLSearchParams(q.trim() && { q: q.trim() });
  for (const [name, chosen] of Object.entries(facets)) for (const label of chosen) said.append(name, label);
  if (order !== "relevance") said.set("order", order);
  if (view) said.set("view", view);
  if (page > 1) said.set("page", page);
  return said.size ? `?${said}` : location.pathname;
}

let state;
const changed = (change) => ({ ...state, page: 1, ...change });

// To another state; `how` is pushState, or replaceState where going back should skip this one.
function go(next, how = "pushState") {
  if (addressOf(next) !== addressOf(state)) history[how](null, "", addressOf(next));
  state = next;
  return run();
}

let index;
let failures = 0;
let turn = 0; // a newer question makes the answer to an older one void

const load = () =>
  (index ??= import("./index.js")
    .then(({ opened }) => opened(say.shards, say.fold))
    .catch((error) => {
      index = undefined;
      throw error;
    }));

function tell(text, { isFound = false, isTrouble = false } = {}) {
  at.status.textContent = text;
  at.found.hidden = !isFound;
  at.help.hidden = isFound;
  at.trouble.hidden = !isTrouble;
  at.near.hidden = true;
}

async function run() {
  const mine = ++turn;
  const { q, facets, order, view } = state;
  const query = q.trim();
  document.title = query ? `${query} · ${title}` : title;
  at.order.value = order;
  if (!query) {
    at.chips.hidden = true;
    return tell("");
  }
  const patience = setTimeout(() => mine === turn && (at.status.textContent = say.searching), 300);
  try {
    const answer = await (await load()).find(query, { facets, order });
    if (mine !== turn) return;
    const isOver = () => mine !== turn;
    if (answer.total) await (view ? lines(answer, isOver) : speeches(answer, isOver));
    else await nothing(query, answer, isOver);
    if (!isOver()) await narrow(answer, isOver);
    failures = 0;
  } catch (error) {
    index = undefined; // what could not be fetched, Pagefind would not fetch again
    if (mine === turn) tell(navigator.onLine ? say.failed : say.offline, { isTrouble: true });
  } finally {
    clearTimeout(patience);
  }
}

const choose = (facets) => go(changed({ facets }));

// Facets are fetched where they are seen: on a phone when somebody opens them.
let narrowing = () => {};
async function narrow(answer, isOver) {
  narrowing = async () => {
    narrowing = () => {};
    const [{ narrowed }, facets] = await Promise.all([import("./facets.js"), answer.facets()]);
    if (!isOver()) narrowed(at, facets, state, say, choose);
  };
  if (at.narrow.open || Object.keys(state.facets).length) await narrowing();
  else at.narrow.hidden = false;
}
at.narrow.ontoggle = () => at.narrow.open && narrowing();

async function nothing(query, answer, isOver) {
  const isFiltered = Object.keys(state.facets).length > 0;
  tell(filled(isFiltered ? say.nothing_filtered : say.nothing, { query }), { isFound: isFiltered });
  if (isFiltered) at.results.replaceChildren();
  const near = isFiltered ? [] : await answer.near();
  if (isOver()) return;
  at.near.hidden = !near.length;
  if (!near.length) return;
  at.status.textContent += ` ${say.near}`;
  at.near.replaceChildren(
    ...near.map(({ query: q, total }) =>
      element("li", {}, element("a", { href: addressOf(changed({ q })) }, q), " ", element("span", { class: "count" }, total)),
    ),
  );
}

function views(answer, isLines) {
  const [list, concordance] = at.views.children;
  for (const [link, view] of [[list, ""], [concordance, "lines"]]) {
    link.href = addressOf(changed({ view }));
    link.toggleAttribute("aria-current", view === state.view);
  }
  at.order.parentElement.hidden = at.pages.hidden = isLines;
  at["line-order"].parentElement.hidden = !isLines;
  at.more.hidden = at.progress.hidden = true;
  at.results.classList.toggle("lines", isLines);
}

async function speeches(answer, isOver) {
  const last = Math.ceil(answer.total / STEP);
  const number = Math.min(state.page, last);
  const texts = await Promise.all(answer.hits.slice(STEP * (number - 1), STEP * number).map((hit) => hit.read()));
  if (isOver()) return;
  views(answer, false);
  at.results.start = STEP * (number - 1) + 1;
  at.results.replaceChildren(...texts.map((text) => item(text, answer.terms, say)));
  const [previous, place, next] = at.pages.children;
  at.pages.hidden = last < 2;
  place.textContent = filled(say.page, { n: number, total: last });
  for (const [link, n] of [[previous, number - 1], [next, number + 1]]) {
    link.hidden = n < 1 || n > last;
    link.href = addressOf({ ...state, page: n });
  }
  const total = counted(answer.total, say);
  tell(last > 1 ? `${total} · ${place.textContent}` : total, { isFound: true });
}

async function lines(answer, isOver) {
  const { concordance } = await import("./concordance.js");
  if (isOver()) return;
  views(answer, true);
  at.results.replaceChildren();
  tell("", { isFound: true });
  await concordance(at, answer, say, isOver);
}

// What an input method writes counts once it is chosen, not while it is composed.
let pause;
function soon(event) {
  clearTimeout(pause);
  if (!event.isComposing) pause = setTimeout(() => go(changed({ q: field.value }), "replaceState"), 150);
}
field.oninput = soon;
field.addEventListener("compositionend", soon);
field.onfocus = () => load().catch(() => {});
form.onsubmit = (event) => {
  event.preventDefault();
  clearTimeout(pause);
  go(changed({ q: field.value }));
};
at.order.onchange = () => go(changed({ order: at.order.value }));

page.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape" && event.target !== field) field.focus();
  else if (event.key === "Escape") {
    field.value = "";
    soon(event);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const links = [...at.results.querySelectorAll("a, summary")].filter((link) => link.checkVisibility());
    const here = links.indexOf(document.activeElement);
    if (here < 0 && (event.target !== field || event.key === "ArrowUp")) return;
    event.preventDefault();
    (links[here + (event.key === "ArrowDown" ? 1 : -1)] ?? (here ? links.at(-1) : field))?.focus();
  }
});

page.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const next = stateOf(link.search);
  field.value = next.q;
  const done = go(next);
  if (link.rel) done.then(() => at.results.focus());
});

at.trouble.querySelector("button").onclick = () => {
  // Some browsers remember that a module could not be loaded.
  if (failures++ && navigator.onLine) location.reload();
  else run();
};
addEventListener("online", () => at.trouble.hidden || run());

page.querySelector(".save").onclick = async ({ target }) => {
  if (!target.value) return;
  const [{ saved }, index, lines] = await Promise.all([
    import("./saving.js"),
    load(),
    state.view && import("./concordance.js").then(({ linesShown }) => linesShown(at["line-order"].value)),
  ]);
  await saved(target.value, await index.find(state.q.trim(), state), at, say, lines);
};

onpopstate = () => {
  state = stateOf(location.search);
  field.value = state.q;
  run();
};
at.unsupported.remove();
at.narrow.open = matchMedia("(width >= 56rem)").matches;
onpopstate();
