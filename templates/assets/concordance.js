// Every place of an answer in a line of its own, the words in the middle; ordered by what surrounds them.

import { readAll } from "./reading.js";
import { addressOf, contexts, element, filled } from "./results.js";

const SHOWN = 200; // lines that are shown at once
const WIDTH = 30; // Han characters on a side; of other scripts twice as many

const HAN = /[\u3400-\u9fff]/;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

let found = []; // the lines of the answer that is shown

// What a line is ordered by: the characters of a Chinese one, the words of another, from its middle.
function key({ before, after }, side) {
  const text = side === "left" ? before : after;
  const parts = HAN.test(text) ? [...text.replace(/[^\p{L}\p{N}]/gu, "")] : (text.match(WORDS) ?? []);
  return (side === "left" ? parts.reverse() : parts).join(" ");
}

function ordered(lines, side) {
  if (!side) return lines;
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const keyed = lines.map((line) => [key(line, side), line]);
  return keyed.sort(([a], [b]) => compare(a, b)).map(([, line]) => line);
}

function shown({ before, words, after, address, meta }) {
  const own = { lang: meta.language, dir: meta.direction };
  return element(
    "li",
    {},
    element(
      "a",
      { href: address, ...own },
      element("span", { class: "before" }, element("span", {}, before)),
      element("mark", {}, words),
      element("span", { class: "after" }, after),
    ),
    element("span", { class: "about" }, element("bdi", { lang: meta.language }, meta.display), ` ${meta.date}`),
  );
}

export async function concordance(at, answer, say, isOver) {
  const order = at["line-order"];
  const mine = [];
  found = mine;
  let lines = mine;
  let number = 0; // of lines shown

  const more = () => {
    const next = lines.slice(number, number + SHOWN);
    at.results.append(...next.map(shown));
    number += next.length;
    at.more.hidden = number >= lines.length;
    return next.length;
  };
  const anew = () => {
    lines = ordered(mine, order.value);
    number = 0;
    at.results.replaceChildren();
    more();
  };
  at.more.onclick = () => {
    const before = number;
    if (more()) at.results.children[before].querySelector("a").focus();
  };
  order.onchange = anew;

  let speeches = 0;
  await readAll(answer, at, say, isOver, (text) => {
    const path = addressOf(text);
    speeches++;
    for (const section of text.sections) {
      const label = section.id ? contexts({ ...section, body: section.label }, path, answer.terms, WIDTH) : [];
      for (const place of [...label, ...contexts(section, path, answer.terms, WIDTH)]) {
        mine.push({ ...place, meta: text.meta, path: text.path });
      }
    }
    if (number < SHOWN) more();
  });
  if (isOver()) return;
  at.status.textContent = filled(say.lines, { n: mine.length, total: speeches });
  anew();
}

// The lines of the concordance that is shown, in its order.
export const linesShown = (order) => ordered(found, order);
