// Grade a site as Mozilla's HTTP Observatory does, without asking it.
//
// On stdin {"url", "headers", "html"}: an https address, the headers of its answer, and its page.
// On stdout {"grade", "score", "faults"}: faults are what lowers the score, in Mozilla's words.

import { mkdirSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";

const observatory = new URL("node_modules/@mdn/mdn-http-observatory/", import.meta.url);
const load = (path) => import(new URL(`src/${path}`, observatory));

// The list of sites with HSTS preloaded, which installing would have fetched: ours is on none.
mkdirSync(new URL("conf/", observatory), { recursive: true });
writeFileSync(new URL("conf/hsts-preload.json", observatory), "{}");

const { ALL_TESTS } = await load("constants.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load("grader/charts.js");
const { getGradeForScore, getScoreDescription, getScoreModifier } = await load("grader/grader.js");
const { parseHttpEquivHeaders } = await load("retriever/utils.js");
const { Requests } = await load("types.js");

const site = JSON.parse(await text(process.stdin));
const results = ALL_TESTS.map((test) => test(requests(site)).result);
const modifiers = results.map(getScoreModifier);
const withoutCredit = 100 + sum(modifiers.filter((modifier) => modifier < 0));
const score =
  withoutCredit >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? 100 + sum(modifiers) : withoutCredit;

console.log(
  JSON.stringify({
    ...getGradeForScore(score),
    faults: results.filter((_, i) => modifiers[i] < 0).map(getScoreDescription),
  })
);

// What the Observatory would have asked for and got: plain http redirects to https.
function requests({ url, headers, html }) {
  const answer = {
    headers: headersOf(headers),
    status: 200,
    verified: true,
    request: { headers: headersOf({}) },
    httpEquiv: parseHttpEquivHeaders(html, url),
  };
  const asked = new Requests(new URL(url).hostname);
  asked.resources.path = html;
  asked.session = { url: new URL(url) };
  Object.assign(asked.responses, {
    auto: answer,
    cors: answer,
    http: answer,
    https: answer,
    httpRedirects: [
      { url: new URL(url.replace("https:", "http:")), status: 301 },
      { url: new URL(url), status: 200 },
    ],
    httpsRedirects: [{ url: new URL(url), status: 200 }],
  });
  return asked;
}

// Headers by name in small letters, with a method `get` that is not one of them.
function headersOf(headers) {
  const known = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  );
  return Object.defineProperty(known, "get", { value: (name) => known[name.toLowerCase()] });
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
