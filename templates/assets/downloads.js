// Holds files against the digests that the page lists: those of the site, or one that somebody has.

const page = document.querySelector("#downloads");
const words = page.dataset;

async function digest(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The bytes of a file of the site; `tell` hears how many have come.
async function fetched(address, tell) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.status);
  const parts = [];
  let size = 0;
  for (const reader = answer.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).arrayBuffer();
    parts.push(value);
    tell((size += value.length));
  }
}

function say(output, key, name = "") {
  output.textContent = words[key].replace("{name}", name);
  output.className = key;
}

function checkable(item) {
  const link = item.querySelector("a");
  const name = link.textContent;
  const button = document.createElement("button");
  const output = document.createElement("output");
  button.textContent = words.check;
  button.setAttribute("aria-label", `${words.check}: ${name}`);
  button.onclick = async () => {
    button.disabled = true;
    output.className = "";
    try {
      const data = await fetched(link.href, (size) => {
        output.textContent = `${(size / 1e6).toFixed(1)} MB …`;
      });
      const found = await digest(data);
      say(output, found === item.querySelector(".sha256").textContent ? "right" : "wrong", name);
    } catch {
      say(output, "failed", name);
    }
    button.disabled = false;
  };
  item.append(button, output);
}

// A page that did not come over a safe connection has no `subtle`: then the command stays.
if (crypto.subtle) {
  const items = [...page.querySelectorAll(".files li")];
  items.forEach(checkable);
  const own = page.querySelector(".own");
  own.hidden = false;
  own.querySelector("input").onchange = async ({ target: { files } }) => {
    const output = own.querySelector("output");
    if (!files.length) return;
    output.textContent = "…";
    try {
      const found = await digest(await files[0].arrayBuffer());
      const item = items.find((one) => one.querySelector(".sha256").textContent === found);
      say(output, item ? "right" : "unknown", item?.querySelector("a").textContent ?? files[0].name);
    } catch {
      say(output, "failed", files[0].name);
    }
  };
}
