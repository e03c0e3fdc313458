// The archive without a network: visited pages are kept, and what they need. Loaded by worker.js in the
// root of the site, where SITE has the addresses of what is kept from the start, relative to it.

const root = new URL("./", location);
// Other sites may stand on the same host.
const PAGES = `${root.pathname} pages`;
const FILES = `${root.pathname} files`;
const INDEX = "shards.json"; // names the parts of the search index
const MOST = 300; // visited pages
const PATIENCE = 4000; // milliseconds, until a page that was kept is shown instead

// A page under the names that hosts know it by.
const namesOf = (path) => {
  const bare = path.replace(/(^|\/)index(\.html)?$/, "$1").replace(/\.html$/, "");
  return [path, bare, `${bare}.html`, `${bare}index.html`].map((name) => root.href + name);
};

async function keptPage(path) {
  const pages = await caches.open(PAGES);
  for (const name of namesOf(path)) {
    const kept = await pages.match(name, { ignoreVary: true });
    if (kept) return kept;
  }
}

// A browser takes no answer to a navigation that was led on from elsewhere.
const plain = (answer) => (answer.redirected ? new Response(answer.body, answer) : answer);

async function keep(path, answer) {
  if (path === INDEX) await tidyIndex(await answer.clone().text());
  const pages = await caches.open(PAGES);
  await pages.put(root.href + path, plain(answer));
  const visited = (await pages.keys()).filter(({ url }) => !SITE.pages.includes(url.slice(root.href.length)));
  for (const old of visited.slice(0, -MOST)) await pages.delete(old);
}

async function forget(path) {
  const pages = await caches.open(PAGES);
  for (const name of namesOf(path)) await pages.delete(name, { ignoreVary: true });
}

// From the network; what was kept if there is none, or it takes too long.
async function newest(event, path) {
  const answer = fetch(event.request).then((answer) => {
    const isPage = /^(text\/html|application\/json)/.test(answer.headers.get("Content-Type"));
    if (answer.ok && isPage) event.waitUntil(keep(path, answer.clone()).catch(() => {}));
    if (answer.status === 404 || answer.status === 410) event.waitUntil(forget(path));
    return answer;
  });
  event.waitUntil(answer.catch(() => {}));
  const kept = await keptPage(path);
  try {
    return await Promise.race([answer, ...(kept ? [new Promise((done) => setTimeout(done, PATIENCE, kept))] : [])]);
  } catch {
    return kept ?? (event.request.mode === "navigate" && (await keptPage(SITE.offline))) ?? Response.error();
  }
}

// Files whose names tell their content are the same for ever.
async function file(event, path) {
  const files = await caches.open(FILES);
  const kept = await files.match(root.href + path, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.status === 200) event.waitUntil(files.put(root.href + path, answer.clone()).catch(() => {}));
  return answer;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(root.href)) return;
  const path = url.pathname.slice(root.pathname.length);
  if (/^(assets|pagefind)\//.test(path)) event.respondWith(file(event, path));
  else if (request.mode === "navigate" || path === INDEX) event.respondWith(newest(event, path));
});

// To begin with: what every page needs, the search, and the pages that are open.
async function begin() {
  const files = await caches.open(FILES);
  const missing = await Promise.all(SITE.files.map(async (path) => ((await files.match(path)) ? [] : [path])));
  await files.addAll(missing.flat());
  const fetched = async (path) => {
    const answer = await fetch(new Request(root.href + path, { cache: "no-cache" }));
    if (answer.ok) await keep(path, answer);
  };
  await Promise.all(SITE.pages.map(fetched));
  const open = await clients.matchAll({ includeUncontrolled: true, type: "window" });
  const paths = open.map(({ url }) => new URL(url)).filter(({ href }) => href.startsWith(root.href));
  await Promise.allSettled(paths.map(({ pathname }) => fetched(pathname.slice(root.pathname.length))));
}

// Files that no page needs any more which is kept.
async function tidy() {
  const [pages, files] = await Promise.all([PAGES, FILES].map((name) => caches.open(name)));
  const needed = new Set(SITE.files);
  for (const request of await pages.keys()) {
    const text = await (await pages.match(request)).text();
    for (const [name] of text.matchAll(/assets\/[\w.-]+/g)) needed.add(name);
  }
  for (const name of needed) {
    const text = (name.endsWith(".js") && (await (await files.match(name))?.text())) || "";
    for (const [, other] of text.matchAll(/"\.\/([\w.-]+)"/g)) needed.add(`assets/${other}`);
  }
  for (const request of await files.keys()) {
    const path = request.url.slice(root.href.length);
    if (path.startsWith("assets/") && !needed.has(path)) await files.delete(request);
  }
}

// Parts of the search index that the newest list does not name.
async function tidyIndex(list) {
  const files = await caches.open(FILES);
  for (const request of await files.keys()) {
    const [folder, part] = request.url.slice(root.href.length).split("/");
    if (folder === "pagefind" && !list.includes(`/${part}/`)) await files.delete(request);
  }
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(begin());
});

addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), tidy()])));
