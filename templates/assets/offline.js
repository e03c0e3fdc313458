// The page shown without a network: the speeches that this browser has kept, the last one first.

const page = document.querySelector("#offline");
const root = new URL(page.dataset.root, location);
const at = Object.fromEntries([...page.querySelectorAll("[id]")].map((part) => [part.id, part]));
const pages = await caches.open(`${root.pathname} pages`);
const visited = (await pages.keys()).map(({ url }) => url).reverse();

// Not these: without them nothing is left to be shown.
const isShell = (url) => /^(index|search|offline)?(\.html|\.json)?$/.test(url.slice(root.href.length));

async function entry(url) {
  const kept = new DOMParser().parseFromString(await (await pages.match(url)).text(), "text/html");
  const heading = kept.querySelector("h1");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = heading.textContent;
  link.lang = heading.closest("[lang]").lang;
  link.dir = "auto";
  const item = document.createElement("li");
  item.append(link);
  return item;
}

const speeches = visited.filter((url) => url.startsWith(`${root.href}speeches/`));
at.speeches.append(...(await Promise.all(speeches.map(entry))));
at.missing.hidden = isShell(location.origin + location.pathname);
at.kept.hidden = !speeches.length;
at.none.hidden = speeches.length > 0;
at.kept.querySelector("button").onclick = async () => {
  await Promise.all(visited.filter((url) => !isShell(url)).map((url) => pages.delete(url)));
  at.kept.hidden = true;
  at.none.hidden = false;
};
