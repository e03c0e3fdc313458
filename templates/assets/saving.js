// What is found as a file: a table for spreadsheets, or a bibliography for BibTeX.

import { readAll } from "./reading.js";

// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
const cell = (value) => `"${`${value ?? ""}`.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;

// CSV by RFC 4180; the mark at its beginning tells spreadsheets that it is UTF-8.
const table = (names, rows) => `\ufeff${[names, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

// Where a path of this site is in public, wherever this copy of it stands.
const address = (path) => new URL(path, document.querySelector("link[rel=canonical]").href).href;

const TEX = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
const tex = (text) => text.replace(/[\\~^{}$&#%_]/g, (sign) => TEX[sign] ?? `\\${sign}`);

function entry({ path, meta }) {
  const fields = {
    title: `{${tex(meta.display)}}`,
    author: meta.speaker && `{${tex(meta.speaker)}}`,
    date: meta.sort,
    eventtitle: meta.event && tex(meta.event),
    venue: meta.place && tex(meta.place),
    url: address(path),
  };
  const lines = Object.entries(fields).filter(([, value]) => value);
  const key = path.replace(/^.*\/|\.html$/g, "");
  return `@misc{${key},\n${lines.map(([name, value]) => `  ${name} = {${value}},\n`).join("")}}\n`;
}

function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// Saves an answer's speeches, or lines of the concordance if there are some.
export async function saved(kind, answer, at, say, lines) {
  if (kind === "csv" && lines) {
    const rows = lines.map(({ before, words, after, meta, path }) => [
      before, words, after, meta.display, meta.speaker, meta.sort, address(path),
    ]);
    return download("concordance.csv", "text/csv", table(["before", "words", "after", "title", "speaker", "date", "address"], rows));
  }
  const texts = [];
  if (!(await readAll(answer, at, say, () => false, (text) => texts.push(text)))) return;
  if (kind === "bibtex") return download("speeches.bib", "application/x-bibtex", texts.map(entry).join("\n"));
  const rows = texts.map(({ path, meta, sections }) => [
    meta.display, meta.speaker, meta.sort, meta.event, meta.place, meta.language,
    sections.reduce((sum, { count }) => sum + count, 0), address(path),
  ]);
  download("speeches.csv", "text/csv", table(["title", "speaker", "date", "event", "place", "language", "matches", "address"], rows));
}
