// Full-text search. In Pagefind's index each Han character is a word, a Traditional one as 質/质
// (site_builder/search.py). So a term is asked for as a phrase of characters, and the texts that
// come back are put together again.

const page = document.querySelector("#search");
const say = page.dataset;
const form = page.querySelector("form");
const field = form.elements.q;
const [status, list, more, waysIn] = page.querySelectorAll("#status, #results, #more, #ways-in");

const MOST = 100; // results read: each is a file
const STEP = 10; // results shown at a time

const HAN = /[\u3400-\u9fff]/;
const CJK = "[\\u2e80-\\u303f\\u3400-\\u9fff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uff65□＊]";
const ALONE = new RegExp(`${CJK}|[\\ud840-\\ud8bf].`, "g");
const JOINED = new RegExp(`(?<=${CJK})\n|\n(?=${CJK})`, "g");
const TERM = /[\p{L}\p{M}\p{N}]+([-.'][\p{L}\p{N}]+)*/gu;

let engine, simplified;

// Fetches Pagefind and the table of characters, when search is first wanted.
async function load() {
  engine ??= Promise.all([
    import(new URL(say.bundle, document.baseURI)),
    fetch(say.fold).then((answer) => answer.json()),
  ]);
  const [pagefind, table] = await engine;
  simplified = { ...table, "’": "'" };
  return pagefind;
}

const split = (text) => text.split(/\s+/).filter(Boolean);

// Text as it is compared, character for character: Simplified, half-width, small, without accents.
const folded = (text) =>
  text.replace(/[^ -@a-z]/g, (c) => (simplified[c] ?? c.normalize("NFKD")[0]).toLowerCase()[0]);

// Where terms stand in a text: [start, end]. A Latin word counts from its beginning.
function places(text, terms) {
  const pattern = terms.map((term) => (/^\w/.test(term) ? "\\b" : "") + term.replaceAll(".", "\\.")).join("|");
  return [...folded(text).matchAll(new RegExp(pattern, "g"))].map(({ index, 0: { length } }) => [index, index + length]);
}

// Words of the index as text. Pagefind adds a full stop to a block that ends without one.
const unspaced = (words) =>
  words
    .map((word) => word.replace(/^([^ -~])(\/.)?(\.?)$/u, (_, c, simple, stop) => c + (stop && " ")))
    .join("\n")
    .replace(JOINED, "")
    .replaceAll("\n", " ");

// The results that have every term.
async function asked(pagefind, terms) {
  let results = [];
  for (const [i, term] of terms.entries()) {
    const phrase = HAN.test(term) ? `"${term.replace(ALONE, " $& ")}"` : term;
    const found = (await pagefind.search(phrase)).results;
    results = i ? results.filter(({ id }) => found.some((other) => other.id === id)) : found;
  }
  return results;
}

// A result as sections: the title and what follows it, then each heading and what follows that.
async function read(result, terms) {
  const { meta, content, anchors, raw_url } = await result.data();
  const words = split(content);
  const heads = [{ text: meta.title, location: 0 }, ...anchors.sort((a, b) => a.location - b.location)];
  const sections = heads.map(({ id, text, location }, i) => {
    const start = location + split(text).length;
    const label = unspaced(words.slice(location, start));
    // Speakers and event stand between the title and the text: they are found, but not quoted.
    const names = i ? 0 : split(meta.names ?? "").length;
    const aside = unspaced(words.slice(start, start + names));
    const body = unspaced(words.slice(start + names, heads[i + 1]?.location));
    return { id, label, body, all: `${label}\n${aside}\n${body}` };
  });
  const all = sections.map((section) => section.all).join("\n");
  const found = places(all, terms).map(([start, end]) => all.slice(start, end));
  return {
    meta,
    sections,
    isHit: terms.every((term) => places(all, [term]).length),
    rank: found.length + 1e6 * places(meta.display, terms).length,
    // The page marks these words, as they are written there.
    path: `${raw_url.slice(1)}?${new URLSearchParams([...new Set(found)].map((word) => ["mark", word]))}`,
  };
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.append(...children);
  return made;
}

// A text with its terms marked; of a long one, some words on both sides of the first.
function marked(text, terms, most = text.length) {
  const found = places(text, terms);
  const han = HAN.test(text);
  let from = Math.max(0, (found[0]?.[0] ?? 0) - 20) * (text.length > most);
  if (!han) from = text.lastIndexOf(" ", from) + 1;
  const to = from + most * (han ? 1 : 3);
  const parts = [from ? "…" : ""];
  for (const [start, end] of found.filter(([, end]) => end <= to)) {
    parts.push(text.slice(from, start), element("mark", {}, text.slice(start, end)));
    from = end;
  }
  return [...parts, text.slice(from, to), to < text.length ? "…" : ""];
}

function shown({ meta, path, sections: [top, ...others] }, terms) {
  const own = (name, ...text) => element(name, { lang: meta.language, dir: meta.direction }, ...marked(...text));
  const link = (id, text) => element("a", { href: path + id }, text);
  const hits = others.filter(({ all }) => places(all, terms).length).slice(0, 4);
  const item = element(
    "li",
    {},
    element("h2", { class: "title" }, link("", own("span", meta.display, terms))),
    element("p", { class: "about" }, own("bdi", meta.speaker ?? "", terms), meta.date),
  );
  if (places(top.body, terms).length || !hits.length) item.append(own("p", top.body, terms, 90));
  for (const { id, label, body } of hits) {
    // Of a point whose text is lost there is but the label: its anchor begins with an o.
    const rest = id[0] === "o" ? element("p", {}, say.lost) : own("p", body, terms, 90);
    item.append(element("div", { class: "place" }, link(`#${id}`, own("span", label, terms)), rest));
  }
  return item;
}

function report(text, found) {
  status.textContent = text;
  list.replaceChildren();
  more.hidden = true;
  waysIn.hidden = found;
}

let turn = 0; // a newer query makes the answer to an older one void

async function run() {
  const mine = ++turn;
  const query = field.value.trim();
  history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  if (!query) return report("");
  if (!simplified) report(say.searching);
  try {
    const pagefind = await load();
    const terms = folded(query).match(TERM) ?? [];
    const results = await asked(pagefind, terms);
    const texts = await Promise.all(results.slice(0, MOST).map((result) => read(result, terms)));
    if (mine !== turn) return;
    const hits = texts.filter(({ isHit }) => isHit);
    hits.sort((a, b) => b.rank - a.rank || (b.meta.sort > a.meta.sort) - 0.5);
    const total = results.length > MOST ? `${MOST}+` : hits.length;
    report({ 0: say.nothing, 1: say.one }[total] ?? say.many, total);
    status.textContent = status.textContent.replace("{query}", query).replace("{n}", total);
    more.onclick = () => {
      list.append(...hits.splice(0, STEP).map((hit) => shown(hit, terms)));
      more.hidden = !hits.length;
    };
    more.onclick();
  } catch {
    engine = undefined;
    if (mine === turn) report(say.failed);
  }
}

// What an input method writes counts once it is chosen, not while it is composed.
let pause;
function soon(event) {
  clearTimeout(pause);
  if (!event.isComposing) pause = setTimeout(run, 150);
}
field.oninput = soon;
field.addEventListener("compositionend", soon);
field.onfocus = () => load().catch(() => {});
field.onkeydown = (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  field.value = "";
  soon(event);
};
form.onsubmit = (event) => {
  event.preventDefault();
  soon(event);
};

onpopstate = () => {
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  run();
};
onpopstate();
