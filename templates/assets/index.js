// Queries of the full-text index: words in, speeches out. Nothing here touches a page.
//
//   import { opened, places, folded } from "./index.js";
//   const index = await opened(entry, fold);  // addresses of the index's entry file and of fold.json
//   const answer = await index.find(query, { facets: { speaker: ["…"], year: ["2011"] }, order });
//
// Nothing is fetched before `opened` is called. `order` is "relevance", "newest" or "oldest";
// speeches without a date come last in both of the latter. Of more than 100 speeches the first 100
// that Pagefind gives are put in order. An empty query finds nothing.
//
//   answer.total    how many speeches are found
//   answer.terms    what to mark, of the positive terms: for `places`
//   answer.hits     all of them in their order: { id, read() }
//   answer.facets   { speaker: { label: count, … }, year, event, place, subject, collection, language,
//                   completeness }: what is found in all, had nothing of that facet been chosen. Empty:
//                   the index has none yet
//   answer.near     [{ query, total }, …] if nothing is found: like queries that do find something.
//                   Empty as well
//
//   await hit.read()  { path, meta, sections: [{ id, label, body, count }], found: ["…"] }
//     path          of the page, from the root of the site
//     meta          display (the title), language, direction, speaker, date (in words), sort (the date
//                   as ISO 8601, for an interval its beginning), event, place; what is unknown is ""
//     sections      the first is the title with what stands before any heading, and has the id "";
//                   of a lost point the id begins with o; count is how often terms stand in it
//     found         the words that terms stand for in this speech, as written there: for ?mark=
//
//   places(text, terms)  [[start, end], …] of terms in a text as written
//   await learned(fold)  the same table of characters as `opened`, for comparing without an index
//
// A query: terms that must all be there; "a phrase"; -not; one OR other.

const HAN = /[\u3400-\u9fff]/;
const CJK = "[\\u2e80-\\u303f\\u3400-\\u9fff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uff65□＊]";
const ALONE = new RegExp(`${CJK}|[\\ud840-\\ud8bf].`, "g");
const JOINED = new RegExp(`(?<=${CJK})\n|\n(?=${CJK})`, "g");
const PART = /(-?)(?:"([^"]+)"?|([^\s"]+))/g;
const MOST = 100; // results put in order: each is a file
const TERM = /[\p{L}\p{M}\p{N}]+([-.'][\p{L}\p{N}]+)*/gu;

let simplified = {};

// Text as it is compared, character for character: Simplified, half-width, small, without accents.
export const folded = (text) =>
  text.replace(/[^ -@a-z]/g, (c) => (simplified[c] ?? c.normalize("NFKD")[0]).toLowerCase()[0]);

export function places(text, terms) {
  if (!terms.length) return [];
  const pattern = terms.map((term) => (/^\w/.test(term) ? "\\b" : "") + term.replaceAll(".", "\\.")).join("|");
  return [...folded(text).matchAll(new RegExp(pattern, "g"))].map(({ index, 0: { length } }) => [index, index + length]);
}

export async function learned(fold) {
  simplified = { ...(await (await fetch(fold)).json()), "’": "'" };
}

const split = (text) => text.split(/\s+/).filter(Boolean);

// Words of the index as text. Pagefind adds a full stop to a block that ends without one.
const unspaced = (words) =>
  words
    .map((word) => word.replace(/^([^ -~])(\/.)?(\.?)$/u, (_, c, simple, stop) => c + (stop && " ")))
    .join("\n")
    .replace(JOINED, "")
    .replaceAll("\n", " ");

async function read(result, terms) {
  const { meta, content, anchors, raw_url } = await result.data();
  const words = split(content);
  const heads = [{ id: "", text: meta.title, location: 0 }, ...anchors.sort((a, b) => a.location - b.location)];
  const names = split(meta.names ?? "").length;
  const sections = heads.map(({ id, text, location }, i) => {
    const start = location + split(text).length;
    const label = i ? unspaced(words.slice(location, start)) : meta.display;
    const body = unspaced(words.slice(start + (i ? 0 : names), heads[i + 1]?.location));
    return { id, label, body, count: places(label, terms).length + places(body, terms).length };
  });
  const all = [meta.speaker ?? "", ...sections.flatMap(({ label, body }) => [label, body])].join("\n");
  const found = [...new Set(places(all, terms).map(([start, end]) => all.slice(start, end)))];
  return { path: raw_url.slice(1), meta: { speaker: "", date: "", event: "", place: "", ...meta }, sections, found };
}

// A query as groups that must all be met, each by one of its alternatives, which are lists of terms;
// and the terms that must not be there.
function parsed(query) {
  const groups = [];
  const without = [];
  let isOther = false;
  for (const [, minus, phrase, word] of query.replace(/[“”„«»＂]/g, '"').matchAll(PART)) {
    const words = folded(phrase ?? word).match(TERM) ?? [];
    const terms = phrase && !HAN.test(phrase) && words.length ? [words.join(" ")] : words;
    if (word === "OR") isOther = groups.length > 0;
    else if (minus) without.push(...terms);
    else if (isOther && terms.length) isOther = !groups.at(-1).push(terms);
    else if (terms.length) groups.push([terms]);
  }
  return { groups, without };
}

// Whether a text meets a group of a query.
const meets = (text, group) => group.some((terms) => terms.every((term) => places(text, [term]).length));

const whole = ({ meta, sections }) =>
  [meta.speaker, meta.event, ...sections.flatMap(({ label, body }) => [label, body])].join("\n");

const ORDERS = {
  relevance: (a, b) => b.rank - a.rank || ORDERS.newest(a, b),
  newest: (a, b) => (b.text.meta.sort ?? "").localeCompare(a.text.meta.sort ?? ""),
  oldest: (a, b) => !a.text.meta.sort - !b.text.meta.sort || ORDERS.newest(b, a),
};

export async function opened(entry, fold) {
  const [pagefind] = await Promise.all([import(entry), learned(fold)]);

  // The results that have a term, by their ids.
  async function having(term) {
    const isPhrase = HAN.test(term) || term.includes(" ");
    const { results } = await pagefind.search(isPhrase ? `"${term.replace(ALONE, " $& ")}"` : term);
    return new Map(results.map((result) => [result.id, result]));
  }

  async function havingAll(terms) {
    const [first, ...others] = await Promise.all(terms.map(having));
    return [...first].filter(([id]) => others.every((other) => other.has(id)));
  }

  return {
    async find(query, { order = "relevance" } = {}) {
      const { groups, without } = parsed(query);
      const terms = [...new Set(groups.flat(2))];
      const met = await Promise.all(groups.map(async (group) => new Map((await Promise.all(group.map(havingAll))).flat())));
      const barred = await Promise.all(without.map(having));
      const [first = new Map(), ...others] = met;
      const results = [...first.values()].filter(
        ({ id }) => others.every((other) => other.has(id)) && !barred.some((other) => other.has(id)),
      );
      const texts = await Promise.all(results.slice(0, MOST).map((result) => read(result, terms)));
      const known = texts.map((text, i) => ({
        id: results[i].id,
        text,
        rank: 1e6 * places(text.meta.display, terms).length + text.sections.reduce((sum, { count }) => sum + count, 0),
        read: async () => text,
      }));
      // Pagefind takes the beginning of a word that it does not know for the word.
      const hits = known.filter(({ text }) => groups.every((group) => meets(whole(text), group))).sort(ORDERS[order]);
      hits.push(...results.slice(MOST).map((result) => ({ id: result.id, read: () => read(result, terms) })));
      return { total: hits.length, terms, hits, facets: {}, near: [] };
    },
  };
}
