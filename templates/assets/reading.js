// All speeches of an answer, read one after another while a bar shows how far it is.

import { filled } from "./results.js";

const AT_ONCE = 12; // files fetched at the same time

// Calls `each` with every speech in its order; whether it came to the end, or was stopped.
export async function readAll({ hits }, at, say, isOver, each) {
  const [bar, text, button] = at.progress.children;
  let isStopped = false;
  button.onclick = () => (isStopped = true);
  bar.max = hits.length;
  for (let from = 0; from < hits.length; from += AT_ONCE) {
    const texts = await Promise.all(hits.slice(from, from + AT_ONCE).map((hit) => hit.read()));
    if (isOver()) return false;
    texts.forEach(each);
    const n = from + texts.length;
    bar.value = n;
    text.textContent = filled(say.reading, { n, total: hits.length });
    at.progress.hidden = isStopped || n === hits.length;
    if (isStopped) return false;
  }
  return true;
}
