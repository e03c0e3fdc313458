// What may have been meant by a query that finds nothing: less of it, or other words that are there.

const MOST = 5;
const HAN = /^[\u3400-\u9fff]+$/;

const quoted = (term) => (/\s/.test(term) ? `"${term}"` : term);

// Shorter phrases of one, the longest first.
function* shorter(term) {
  for (let n = term.length - 1; n > 1; n--) {
    for (let from = 0; from + n <= term.length; from++) yield [n, term.slice(from, from + n)];
  }
}

// How many letters have to be put in, left out, changed or exchanged to make one word of another.
function distance(a, b) {
  let before;
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, above] = [above, row];
  }
  return above[b.length];
}

// Words of the archive that are like one, the likeliest first.
function alike(term, counts) {
  const far = term.length < 6 ? 1 : 2;
  return [...counts]
    .filter(([word]) => word !== term && Math.abs(word.length - term.length) <= far + 2)
    .map(([word, count]) => ({ word, count, far: word.startsWith(term) ? 1 : distance(term, word) }))
    .filter((one) => one.far <= far)
    .sort((a, b) => a.far - b.far || b.count - a.count)
    .map(({ word }) => word);
}

// Groups of a query as `index.js` has them; `count` tells how many speeches a query finds; `vocabulary`
// fetches the words of the archive.
export async function near(groups, count, vocabulary) {
  const found = [];
  const tried = new Set();
  async function trial(query) {
    if (found.length >= MOST || tried.has(query) || !query) return false;
    tried.add(query);
    const total = await count(query);
    if (total) found.push({ query, total });
    return total > 0;
  }
  const terms = groups.map((group) => group[0].map(quoted).join(" "));
  if (terms.length > 1) for (let i = terms.length; i--; ) await trial(terms.filter((_, other) => other !== i).join(" "));
  const single = groups.flat(2);
  for (const term of single.filter((term) => HAN.test(term) && term.length < 30)) {
    let length = 0;
    for (const [n, phrase] of shorter(term)) {
      if (length && n < length) break;
      if (await trial(phrase)) length = n;
      if (tried.size > 80) break;
    }
  }
  const latin = single.filter((term) => /^[a-z]{3,}$/.test(term));
  if (latin.length && found.length < MOST) {
    const counts = new Map();
    for (const words of (await vocabulary()).values()) {
      for (const [word, n] of Object.entries(words)) counts.set(word, (counts.get(word) ?? 0) + n);
    }
    for (const term of latin) {
      for (const word of alike(term, counts).slice(0, 3)) {
        await trial(terms.map((other) => (other === term ? word : other)).join(" "));
      }
    }
  }
  if (terms.length > 1) for (const term of terms) await trial(term);
  return found.sort((a, b) => b.query.length - a.query.length || b.total - a.total);
}
