// The minimal fair site in Eleventy.
export default function (config) {
  // Headings get ids by their place, so that the outline can lead to them.
  config.amendLibrary("md", (md) => {
    md.renderer.rules.heading_open = (tokens, index) => `<${tokens[index].tag} id="h${index}">`;
  });
  config.addFilter("headings", (html) =>
    [...html.matchAll(/<h([23]) id="(h\d+)">(.*?)<\/h/g)].map(([, level, id, text]) => ({ level, id, text })),
  );
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  const speeches = (api) => api.getFilteredByGlob("speeches/**/*.md").sort((a, b) => a.date - b.date);
  const lists = (key, folder) => (api) => {
    const groups = new Map();
    for (const speech of speeches(api)) {
      const name = String(key(speech));
      groups.set(name, [...(groups.get(name) ?? []), speech]);
    }
    const pages = [];
    for (const [name, all] of groups) {
      const count = Math.ceil(all.length / 50);
      for (let number = 0; number < count; number++) {
        const suffix = number ? `-${number + 1}` : "";
        pages.push({ name, count, total: all.length, path: `/${folder}/${name}${suffix}.html`, first: !number, speeches: all.slice(50 * number, 50 * number + 50) });
      }
    }
    return pages;
  };
  config.addCollection("speech", speeches);
  config.addCollection("years", lists((speech) => speech.date.getUTCFullYear(), "years"));
  config.addCollection("speakers", lists((speech) => speech.data.speaker, "speakers"));
  return { markdownTemplateEngine: false, htmlTemplateEngine: "njk" };
}
