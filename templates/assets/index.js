// Queries of the full-text index: words in, speeches out; docs/search.md has what goes in and comes out.

// As in search.py.
const ALONE = /[\u2e80-\u2fdf\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\ud840-\ud8bf]./g;
const BREAK = /[\u2012-\u2018\u201a-\u201f…\u3001-\u3004\u3008-\u303f\u30fb\ufe30-\ufe4f·□]+|(?<=[\u3400-\u9fff])[!"'(),\-./:;<=>?[\]^_`{|}~]+|[!"'(),\-./:;<=>?[\]^_`{|}~]+(?=[\u3400-\u9fff])/;
const MASKS = /\*{2,}|\*(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\*/g;
const MASKED = "qqmaskqq";
const PERCENT = "qqpercentqq";
const POINT = "ɂ";
const READING = "ɀ";
const SYLLABLES = /^(?:(?:[zcs]h?|[bpmfdtnlgkhjqxrwy])?(?:[aoeiuv]|ai|ei|ao|ou|an|en|ang|eng|ong|er|i[aeu]|iao|ian|in|iang|ing|iong|u[aoein]|uai|uan|uang|v[en]))$/;
const PART = /(-?)(?:"([^"]+)"?|([^\s"]+))/g;

let simplified = {};

// Text as it is compared, character for character: Simplified, half-width, small, without accents.
export const folded = (text) =>
  text.replace(/[^ -@a-z\uac00-\ud7a3]/g, (c) => simplified[(c = c.normalize("NFKD")[0].toLowerCase()[0])] ?? c);

// A term as a pattern: of an English word also its other forms, as far as they begin alike.
function pattern(term) {
  if (/^[a-z]+$/.test(term)) {
    const base = term.replace(/(?:ie[sd]|ing|e?[sd]|[ey])$/, "");
    const stem = /..[aeiouy]|[aeiouy]../.test(base) ? base.replace(/([^aeiouls])\1$/, "$1") : term;
    return `\\b${stem}${stem.at(-1)}?(?:e?s|ed|ing|ie[sd]|[ey])?\\b`;
  }
  const own = term.replace(/[+?^${}()|[\]\\.]/g, "\\$&").replace(/\*+/g, "\\*+");
  return (/^\w/.test(term) ? "\\b" : "") + own + (/\w$/.test(term) ? "(?![a-z0-9])" : "");
}

export function places(text, terms, as = pattern) {
  if (!terms.length) return [];
  return [...folded(text).matchAll(new RegExp(terms.map(as).join("|"), "g"))].map(({ index, 0: { length } }) => [index, index + length]);
}

const fetched = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
};

export async function learned(fold) {
  const pairs = await fetched(fold);
  simplified = { "’": "'" };
  for (let i = 0; i < pairs.length; i += 2) simplified[pairs[i]] = pairs[i + 1];
}

// A piece of a query as terms: phrases, each as it is marked.
const termsOf = (text) => folded(text).split(BREAK).map((term) => term.trim()).filter((term) => /[\p{L}\p{N}]|\*{2}/u.test(term));

// A term as words of the index.
const wordsOf = (term) =>
  term
    .replace(MASKS, ` ${MASKED} `)
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, "")
    .replace(/(?<=\d)\.(?=\d)/g, POINT)
    .replace(/(?<=\d) ?%/g, ` ${PERCENT} `)
    .replace(/\b(?:[a-z]\.)+[a-z]?(?![a-z])/g, (initials) => initials.replace(/\.$/, "").replaceAll(".", POINT))
    .replace(/\p{Mn}/gu, "")
    .replace(ALONE, " $& ")
    .trim()
    .split(/\s+/)
    .join(" ");

// A query as groups that must all be met, each by one of several lists of terms; and what must not be there.
function parsed(query) {
  const groups = [];
  const without = [];
  let isOther = false;
  for (const [, minus, phrase, word] of query.replace(/[“”„«»＂]/g, '"').replaceAll("　", " ").matchAll(PART)) {
    const terms = termsOf(phrase ?? word);
    if (word === "OR") isOther = groups.length > 0;
    else if (minus) without.push(...terms);
    else if (isOther && terms.length) isOther = !groups.at(-1).push(terms);
    else if (terms.length) groups.push([terms]);
  }
  return { groups, without };
}

// All ways to read letters as syllables of pinyin.
function syllables(letters, most = 8) {
  if (!letters) return [[]];
  const ways = [];
  for (let n = Math.min(6, letters.length); n && ways.length < most; n--) {
    if (SYLLABLES.test(letters.slice(0, n))) ways.push(...syllables(letters.slice(n), most).map((rest) => [letters.slice(0, n), ...rest]));
  }
  return ways.slice(0, most);
}

// The phrases of the index that letters may be the pinyin of.
const readings = (term) =>
  /^[a-z']{2,40}$/.test(term) ? syllables(term.replaceAll("'", "")).map((way) => way.map((s) => READING + s).join(" ")) : [];

const ORDERS = {
  relevance: (a, b) => b.score - a.score || ORDERS.newest(a, b),
  newest: (a, b) => b.date.localeCompare(a.date) || (a.id < b.id ? -1 : 1),
  oldest: (a, b) => !a.date - !b.date || a.date.localeCompare(b.date) || (a.id < b.id ? -1 : 1),
};

async function read(result, terms) {
  const { path, meta, sections } = await result.data();
  const own = sections.map(({ id, label, lines }) => {
    const body = lines.map(([, text]) => text).join("\n");
    return { id, label, body, anchors: lines.map(([anchor]) => anchor), count: places(label, terms).length + places(body, terms).length };
  });
  const all = [meta.speaker, ...own.flatMap(({ label, body }) => [label, body])].join("\n");
  const found = [...new Set(places(all, terms).map(([start, end]) => all.slice(start, end)))];
  return { path, meta, sections: own, found };
}

export async function opened(manifest, fold) {
  const [{ engine, shards }] = await Promise.all([fetched(manifest), learned(fold)]);
  const root = new URL("./", new URL(manifest, document.baseURI));
  const at = (path) => new URL(path, root).pathname;
  const { createInstance } = await import(at(`${engine}pagefind.js`));
  const pagefind = createInstance({ basePath: at(engine), metaCacheTag: "0" });
  const ofShards = async (file) => {
    const all = await Promise.all(shards.map((shard) => fetched(at(shard + file))));
    return new Map(all.map((data, i) => [shards[i].split("/")[1], data]));
  };
  const [rows] = await Promise.all([
    ofShards("rows.json"),
    ...shards.map((shard) => pagefind.mergeIndex(at(shard), { language: "en", metaCacheTag: "0" })),
  ]);
  const size = [...rows.values()].reduce((sum, [dates]) => sum + dates.length, 0);

  function rowOf(id) {
    const [shard, number] = id.split("-");
    return rows.get(shard).map((column) => column[number]);
  }

  // The results that have a phrase, by their ids.
  const known = new Map();
  function having(words) {
    if (!known.has(words)) {
      const found = pagefind.search(`"${words}"`).then(({ results }) => new Map(results.map((result) => [result.id, result])));
      known.set(words, found);
      found.catch(() => known.delete(words));
    }
    return known.get(words);
  }

  // How well a phrase fits that stands in a title, among names, in headings, or so early in the text.
  function fit({ id, words: [place] }) {
    const [, title, names, text] = rowOf(id);
    if (place < title) return 100;
    if (place < names) return 30;
    return place < text ? 10 : 5 / (1 + (place - text) / 300);
  }
  const rarity = (found) => Math.log(1 + (size - found.size + 0.5) / (found.size + 0.5));

  // Scores of the speeches that have all phrases.
  async function havingAll(phrases) {
    const found = await Promise.all(phrases.map(having));
    const scores = new Map();
    for (const id of found[0].keys()) {
      if (found.every((one) => one.has(id))) {
        scores.set(id, found.reduce((sum, one) => sum + rarity(one) * fit(one.get(id)), 0));
      }
    }
    return scores;
  }

  // Those of the speeches that meet a group: by the alternative that fits best.
  async function meeting(phrasings) {
    const scores = new Map();
    for (const found of await Promise.all(phrasings.map(havingAll))) {
      for (const [id, score] of found) scores.set(id, Math.max(score, scores.get(id) ?? 0));
    }
    return scores;
  }

  async function scoresOf({ groups, without }, phrasesOf) {
    const met = await Promise.all(groups.map((group) => meeting(group.flatMap((terms) => combined(terms.map(phrasesOf))))));
    const barred = await Promise.all(without.map((term) => having(wordsOf(term))));
    // Terms that stand together as typed count as one more.
    const phrase = groups.length > 1 && groups.every((group) => group.length === 1) && groups.flat(2).map(wordsOf).join(" ");
    const together = phrase && phrasesOf === plain ? await havingAll([phrase]) : new Map();
    const scores = new Map();
    for (const id of met[0]?.keys() ?? []) {
      if (met.every((one) => one.has(id)) && !barred.some((one) => one.has(id))) {
        scores.set(id, met.reduce((sum, one) => sum + one.get(id), 2 * (together.get(id) ?? 0)));
      }
    }
    return scores;
  }

  let facetFiles;
  const facetsOf = async () => {
    facetFiles ??= ofShards("facets.json");
    const files = await facetFiles.catch((error) => {
      facetFiles = undefined;
      throw error;
    });
    return (id) => {
      const [shard, number] = id.split("-");
      return Object.fromEntries(Object.entries(files.get(shard)).map(([kind, [labels, own]]) => [kind, own[number].map((i) => labels[i])]));
    };
  };

  async function find(query, { facets = {}, order = "relevance" } = {}) {
    const asked = parsed(query);
    let scores = await scoresOf(asked, plain);
    let terms = [...new Set(asked.groups.flat(2))];
    if (!scores.size && terms.length && terms.every((term) => readings(term).length)) {
      scores = await scoresOf(asked, readings);
      if (scores.size) terms = [];
    }
    const chosen = Object.entries(facets);
    const own = chosen.length ? await facetsOf() : undefined;
    const misses = (id) => {
      const has = own?.(id);
      return chosen.filter(([kind, labels]) => !labels.some((label) => has[kind]?.includes(label)));
    };
    const all = [...scores].map(([id, score]) => ({ id, score, date: rowOf(id)[0] }));
    const hits = (own ? all.filter(({ id }) => !misses(id).length) : all).sort(ORDERS[order]);
    // What cannot be fetched is found nowhere.
    if (!hits.length && !navigator.onLine) throw new Error("offline");

    return {
      total: hits.length,
      terms,
      hits: hits.map(({ id }) => ({ id, read: async () => read(await resultOf(id, asked), terms) })),
      async facets() {
        const own = await facetsOf();
        const counts = {};
        for (const { id } of all) {
          const missed = misses(id);
          if (missed.length > 1) continue;
          for (const [kind, labels] of Object.entries(own(id))) {
            if (missed.length && missed[0][0] !== kind) continue;
            counts[kind] ??= {};
            for (const label of labels) counts[kind][label] = (counts[kind][label] ?? 0) + 1;
          }
        }
        return counts;
      },
      async near() {
        const { near } = await import("./near.js");
        return near(asked.groups, async (query) => (await find(query)).total, () => ofShards("words.json"));
      },
    };
  }

  async function resultOf(id, { groups }) {
    for (const term of groups.flat(2)) {
      for (const words of [wordsOf(term), ...readings(term)]) {
        const result = (await known.get(words))?.get(id);
        if (result) return result;
      }
    }
  }

  return { find };
}

const plain = (term) => [wordsOf(term)];

// All choices of one from each list.
const combined = ([first, ...others]) => (first ? first.flatMap((one) => combined(others).map((rest) => [one, ...rest])) : [[]]);
