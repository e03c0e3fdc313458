// What narrows a search down: chosen facets as chips, all of them as lists, years as a chart.

import { counted, element, filled } from "./results.js";

const FIRST = 6; // labels of a facet that are shown at once

// Lists that are open, and those shown in full.
const open = new Set(["speaker"]);
const full = new Set();

const chosenIn = (facets, name, label) => (facets[name] ?? []).includes(label);

function toggled(facets, name, label) {
  const { [name]: before = [], ...others } = facets;
  const after = before.includes(label) ? before.filter((other) => other !== label) : [...before, label];
  return after.length ? { ...others, [name]: after } : others;
}

let languages;

function named(name, label, say) {
  if (name === "completeness") return say[label] ?? label;
  if (name === "year") return label || say.undated;
  if (name !== "language") return label;
  languages ??= new Intl.DisplayNames(document.documentElement.lang, { type: "language" });
  try {
    return languages.of(label);
  } catch {
    return label;
  }
}

// Labels with their counts: years from the last on, others from the most frequent on.
function counts(all, { facets }, name) {
  const found = { ...Object.fromEntries((facets[name] ?? []).map((label) => [label, 0])), ...all[name] };
  const entries = Object.entries(found).filter(([label, count]) => count || chosenIn(facets, name, label));
  return name === "year" ? entries.sort(([a], [b]) => b - a) : entries.sort(([, a], [, b]) => b - a);
}

// Shows an answer's facets; `choose` is told those that somebody wants instead.
export function narrowed(at, all, state, say, choose) {
  const key = document.activeElement?.dataset.key;
  chips(at.chips, state, say, choose);
  const lists = ["speaker", "year", "event", "place", "subject", "collection", "language", "completeness"].map((name) =>
    list(name, counts(all, state, name), state, say, choose),
  );
  at.facets.replaceChildren(...lists.filter(Boolean));
  chart(at.years, all, state, say, choose);
  most(at.most, all, state, say, choose);
  at.narrow.hidden = !at.facets.childElementCount;
  // What had the focus is another element now.
  if (key) [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key)?.focus();
}

function chips(place, { facets }, say, choose) {
  const chosen = Object.entries(facets).flatMap(([name, labels]) => labels.map((label) => [name, label]));
  place.hidden = !chosen.length;
  place.replaceChildren(
    ...chosen.map(([name, label]) => {
      const text = named(name, label, say);
      const chip = element("button", { type: "button", "aria-label": filled(say.remove, { label: `${say[name]}: ${text}` }) });
      chip.append(`${say[name]}: `, element("bdi", {}, text), " ×");
      chip.onclick = () => choose(toggled(facets, name, label));
      return element("li", {}, chip);
    }),
  );
}

function list(name, entries, { facets }, say, choose) {
  if (entries.length < 2 && !facets[name]) return;
  const some = full.has(name) ? entries : entries.filter(([label], i) => i < FIRST || chosenIn(facets, name, label));
  const items = some.map(([label, count]) => {
    const box = element("input", { type: "checkbox", "data-key": `${name}:${label}`, checked: chosenIn(facets, name, label) });
    box.onchange = () => choose(toggled(facets, name, label));
    return element("li", {}, element("label", {}, box, element("bdi", {}, named(name, label, say)), element("span", { class: "count" }, count)));
  });
  const made = element("details", { open: open.has(name) }, element("summary", {}, say[name]), element("ul", {}, ...items));
  made.ontoggle = () => (made.open ? open.add(name) : open.delete(name));
  if (some.length < entries.length) {
    const all = element("button", { type: "button", class: "plain" }, filled(say.show_all, { n: entries.length }));
    all.onclick = () => {
      full.add(name);
      const whole = list(name, entries, { facets }, say, choose);
      made.replaceWith(whole);
      whole.querySelectorAll("input")[some.length].focus();
    };
    made.append(all);
  }
  return made;
}

// Bars of hits by year, or of many years by tens.
function chart(place, all, state, say, choose) {
  const years = counts(all, state, "year").filter(([year]) => year);
  place.replaceChildren();
  if (years.length < 2) return;
  const [low, high] = [years.at(-1)[0], years[0][0]].map(Number);
  const step = high - low < 40 ? 1 : 10;
  const first = low - (low % step);
  const bins = Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => ({ from: first + i * step, count: 0, years: [] }));
  for (const [year, count] of years) {
    const bin = bins[Math.floor((year - first) / step)];
    bin.count += count;
    bin.years.push(year);
  }
  const top = Math.max(...bins.map(({ count }) => count));
  const bars = bins.map(({ from, count, years }) => {
    const label = step === 1 ? `${from}` : `${from}–${from + step - 1}`;
    const chosen = years.length > 0 && years.every((year) => chosenIn(state.facets, "year", year));
    const bar = element("button", { type: "button", title: `${label}: ${counted(count, say)}`, "data-key": `bar:${from}`, "aria-pressed": `${chosen}`, disabled: !count });
    bar.innerHTML = `<svg class="bar" aria-hidden="true"><rect width="100%" y="${100 - (100 * count) / top}%" height="${(100 * count) / top}%"/></svg>`;
    bar.setAttribute("aria-label", bar.title);
    const { year: before = [], ...others } = state.facets;
    const rest = before.filter((year) => !years.includes(year));
    const after = chosen ? rest : [...rest, ...years];
    bar.onclick = () => choose(after.length ? { ...others, year: after } : others);
    return element("li", {}, bar);
  });
  const ends = element("p", { class: "ends", "aria-hidden": "true" }, element("span", {}, first), element("span", {}, high));
  place.append(element("p", { class: "label" }, say.by_year), element("ol", { class: "bars", "aria-label": say.by_year }, ...bars), ends);
}

// Who says it most: the three speakers with most speeches, if there are more.
function most(place, all, state, say, choose) {
  const speakers = counts(all, state, "speaker").filter(([, count]) => count);
  place.hidden = speakers.length < 2 || speakers[0][1] < 2;
  const buttons = speakers.slice(0, 3).flatMap(([label, count], i) => {
    const button = element("button", { type: "button", class: "plain", "data-key": `most:${label}` }, element("bdi", {}, label));
    button.onclick = () => choose({ ...state.facets, speaker: [label] });
    return [i ? " · " : " ", button, ` ${count}`];
  });
  place.replaceChildren(say.most, ...buttons);
}
