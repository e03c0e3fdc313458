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
  let here;
  const follow = () => {
    const last = points.findLastIndex((point) => point.getBoundingClientRect().top < innerHeight / 3);
    if (links[last] === here) return;
    here?.removeAttribute("aria-current");
    here = links[last];
    here?.setAttribute("aria-current", "true");
    if (here && outline.scrollHeight > outline.clientHeight) {
      // Of a turn that is folded away, the fold is what can be seen.
      outline.scrollTop = (here.closest("details:not([open])") ?? here).offsetTop - outline.clientHeight / 2;
    }
  };
  const observer = new IntersectionObserver(follow, { rootMargin: "0px 0px -66%" });
  for (const point of points) observer.observe(point);
}

// ?mark=… on an address marks these words in the text, without a change to the document.
const wanted = new URLSearchParams(location.search).getAll("mark").map((word) => word.toLowerCase());
const text = document.querySelector(".text");
if (text && wanted.some(Boolean) && CSS.highlights) {
  const found = new Highlight();
  const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const words = nodes.currentNode.data.toLowerCase();
    for (const word of wanted.filter(Boolean)) {
      for (let at = words.indexOf(word); at >= 0; at = words.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(nodes.currentNode, at);
        range.setEnd(nodes.currentNode, at + word.length);
        found.add(range);
      }
    }
  }
  CSS.highlights.set("found", found);
}
