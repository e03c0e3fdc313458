// The archive is not read without a network any more: what was kept goes, and this worker too.
async function end() {
  const own = `${new URL("./", location).pathname} `;
  for (const name of await caches.keys()) if (name.startsWith(own)) await caches.delete(name);
  await registration.unregister();
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(end()));
