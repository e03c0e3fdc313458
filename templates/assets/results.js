// A speech that is found becomes an item of a list: its parts, and the words around each place.

import { places } from "./index.js";

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

export const counted = (n, { one, many }) => (n === 1 ? one : filled(many, { n: n.toLocaleString("en") }));

const HAN = /[\u3400-\u9fff]/;

// The places of terms in a section: { before, words, after, address }.
export function contexts({ id, body, anchors = [] }, path, terms, width = 40) {
  return body.split("\n").flatMap((line, i) => {
    const reach = HAN.test(line) ? width : 2 * width;
    const address = `${path}#${anchors[i] || id}`;
    return places(line, terms).map(([start, end]) => ({
      before: clipped(line.slice(Math.max(0, start - reach), start), start > reach, /^\S*\s/, "… "),
      words: line.slice(start, end),
      after: clipped(line.slice(end, end + reach), end + reach < line.length, /\s\S*$/, " …"),
      address,
    }));
  });
}

// Words around a place, without one that is cut in two, and with a sign that there are more.
function clipped(text, isCut, broken, sign) {
  if (!isCut) return text;
  if (!HAN.test(text)) return text.replace(broken, sign);
  return sign[0] === "…" ? `…${text}` : `${text}…`;
}

function marked(text, terms) {
  const parts = [];
  let from = 0;
  for (const [start, end] of places(text, terms)) {
    parts.push(text.slice(from, start), element("mark", {}, text.slice(start, end)));
    from = end;
  }
  return [...parts, text.slice(from)];
}

// The page's address, which marks the words as they are written there.
export const addressOf = ({ path, found }) =>
  `${path}?${new URLSearchParams(found.slice(0, 20).map((word) => ["mark", word]))}`;

const SHOWN = 3; // parts of one speech, the best first; the rest is a click away

export function item(text, terms, say) {
  const { meta, sections } = text;
  const path = addressOf(text);
  const own = { lang: meta.language, dir: meta.direction };

  const line = (place) =>
    element("p", {}, element("a", { href: place.address, ...own }, ...marked(place.before + place.words + place.after, terms)));
  const part = (section, lines) =>
    element(
      "div",
      { class: "place" },
      section.id && element("a", { class: "part", href: `${path}#${section.id}`, ...own }, ...marked(section.label, terms)),
      // Of a point whose text is lost there is but the label: its anchor begins with an o.
      section.id[0] === "o" ? element("em", { class: "tag" }, say.lost) : "",
      ...lines.map(line),
    );

  const hits = sections
    .map((section) => ({
      section,
      lines: contexts(section, path, terms),
      inLabel: section.id && places(section.label, terms).length > 0,
    }))
    .filter(({ lines, inLabel }) => lines.length || inLabel);
  const best = hits.toSorted((a, b) => b.inLabel - a.inLabel || b.lines.length - a.lines.length).slice(0, SHOWN);
  const shown = hits.filter((hit) => best.includes(hit));
  const rest = hits
    .map(({ section, lines }) => ({ section, lines: lines.slice(best.some((hit) => hit.section === section) ? 1 : 0) }))
    .filter(({ section, lines }) => lines.length || !best.some((hit) => hit.section === section));
  const number = rest.reduce((sum, { lines }) => sum + Math.max(lines.length, 1), 0);

  const made = element(
    "li",
    {},
    element("h2", { class: "title" }, element("a", { href: path, ...own }, ...marked(meta.display, terms))),
    element("p", { class: "about" }, ...[meta.speaker, meta.event, meta.place].filter(Boolean).map((fact) => element("bdi", own, ...marked(fact, terms))), meta.date),
    ...shown.map(({ section, lines }) => part(section, lines.slice(0, 1))),
  );
  if (!shown.length && sections[0].body) made.append(element("p", own, `${sections[0].body.slice(0, 90)}…`));
  if (number) {
    const more = element("details", { class: "more" }, element("summary", {}, filled(say.more_here, { n: number })));
    more.addEventListener("toggle", () => more.append(...rest.map(({ section, lines }) => part(section, lines))), { once: true });
    made.append(more);
  }
  return made;
}
