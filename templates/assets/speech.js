// What a speech's page does beyond being read. Nothing here is needed to read it.

const outline = document.querySelector(".outline");
if (outline) {
  // Beside the text the outline is always shown; this tells screen readers so.
  const unfold = () => {
    if (matchMedia("(width >= 64rem)").matches || location.hash === `#${outline.id}`) outline.open = true;
  };
  unfold();
  addEventListener("hashchange", unfold);
  addEventListener("resize", unfold);

  // "You are here": the last point that has passed the upper third of the window.
  const links = [...outline.querySelectorAll("a")];
  const points = links.map((link) => document.getElementById(link.hash.slice(1)));
  let here, unfolded;
  const follow = () => {
    const last = points.findLastIndex((point) => point.getBoundingClientRect().top < innerHeight / 3);
    if (links[last] === here) return;
    here?.removeAttribute("aria-current");
    here = links[last];
    here?.setAttribute("aria-current", "true");
    const branch = here?.closest(".branch") ?? here?.parentElement.querySelector(":scope > .branch");
    if (branch !== unfolded) {
      if (unfolded) unfolded.open = false;
      unfolded = branch?.open ? undefined : branch;
      if (unfolded) unfolded.open = true;
    }
    if (here && outline.scrollHeight > outline.clientHeight) {
      // Of a turn that is folded away, the fold is what can be seen.
      outline.scrollTop = (here.closest("details:not([open])") ?? here).offsetTop - outline.clientHeight / 2;
    }
  };
  const observer = new IntersectionObserver(follow, { rootMargin: "0px 0px -66%" });
  for (const point of points) observer.observe(point);
}

// Search within the speech, and ?mark=… of an address, whose words are marked in the text.
const opener = document.querySelector(".find-here");
if (opener) {
  const find = async (isAsked) => (await import("./find.js")).opened(opener.firstElementChild, isAsked);
  opener.hidden = false;
  opener.onclick = () => find(true);
  if (new URLSearchParams(location.search).has("mark")) find(false);
}

// The number of a paragraph is a link to it. A click copies the address to cite it by, with as many of
// its first words as no other place has: where anchors fail, a browser finds the text itself.
const text = document.querySelector(".text");
const said = document.querySelector(".said");
text?.addEventListener("click", async ({ target }) => {
  if (!target.matches?.(".cite")) return;
  const nodes = [...target.parentElement.childNodes].filter((node) => node !== target);
  const [line] = nodes.map((node) => node.textContent).join("").trim().split("\n");
  const stops = [...line.matchAll(/[^\p{L}\p{N}]|$/gu)].map((match) => match.index).filter((stop) => stop > 7);
  const isAlone = (start) => text.textContent.split(start).length === 2;
  const start = stops.map((stop) => line.slice(0, stop)).find(isAlone) ?? line;
  const page = document.querySelector("link[rel=canonical]").href;
  const words = encodeURIComponent(start).replaceAll("-", "%2D");
  try {
    await navigator.clipboard.writeText(`${page}${target.hash}:~:text=${words}`);
    said.textContent = said.dataset.copied;
  } catch {
    said.textContent = said.dataset.notCopied;
  }
});

// A reference names the part that the address names, and the day of the visit where its style asks.
const address = document.querySelector("link[rel=canonical]").href;
const cite = () => {
  const part = document.getElementById(location.hash.slice(1));
  for (const place of document.querySelectorAll("[aria-labelledby=references] .address")) {
    place.textContent = address + (part?.closest(".text") ? location.hash : "");
  }
};
cite();
addEventListener("hashchange", cite);
for (const place of document.querySelectorAll(".visited")) {
  place.textContent = `[${new Date().toLocaleDateString("sv")}]`;
}
