
"use strict";
{
  // What a person chose is kept in the browser, so that a page closed by mistake costs nothing.
  const key = `site-builder report ${document.body.dataset.report}`;
  const questions = [...document.querySelectorAll("fieldset")].map(fieldset => ({
    fieldset,
    page: fieldset.closest("article").dataset,
    edit: JSON.parse(fieldset.dataset.edit),
    radios: [...fieldset.querySelectorAll("input[type=radio]")],
    text: fieldset.querySelector("textarea"),
    note: fieldset.querySelector("input[type=text]"),
  }));
  const $ = id => document.getElementById(id);

  function chosen({ radios }) {
    return radios.find(radio => radio.checked).value;
  }

  function choose({ radios }, value) {
    for (const radio of radios) radio.checked = radio.value === value;
  }

  function decision(question) {
    const { start, before, after } = question.edit;
    let verdict = chosen(question);
    let text = { accept: after, reject: before, correct: question.text.value }[verdict];
    if (verdict === "correct" && text === before) verdict = "reject";
    else if (verdict === "correct" && text === after) verdict = "accept";
    const note = question.note.value.trim();
    return { start, before, after: text, verdict, ...(note && { note }) };
  }

  function decisions() {
    const pages = new Map();
    for (const question of questions) {
      if (!chosen(question)) continue;
      const { file, sha256 } = question.page;
      if (!pages.has(file)) pages.set(file, { file, sha256, decisions: [] });
      pages.get(file).decisions.push(decision(question));
    }
    return { pages: [...pages.values()] };
  }

  function show() {
    const all = decisions();
    const number = all.pages.reduce((sum, page) => sum + page.decisions.length, 0);
    for (const question of questions) {
      question.fieldset.classList.toggle("decided", Boolean(chosen(question)));
    }
    $("state").textContent = number
      ? `${number} of ${questions.length} decided.`
      : "Nothing decided yet.";
    $("text").value = JSON.stringify(all, null, 1) + "\n";
    $("save").disabled = $("copy").disabled = !number;
  }

  function keep() {
    const state = questions.map(q => [chosen(q), q.text.value, q.note.value]);
    try {
      localStorage.setItem(key, JSON.stringify(state));
    } catch {} // storage is full, or not allowed
  }

  function restore() {
    let state = null;
    try {
      state = JSON.parse(localStorage.getItem(key));
    } catch {}
    questions.forEach((question, i) => {
      const [value, text, note] = state?.[i] ?? ["", question.edit.after || question.edit.before, ""];
      choose(question, value);
      question.text.value = text;
      question.note.value = note;
    });
  }

  for (const element of document.querySelectorAll(".scripted, .choices")) element.hidden = false;
  restore();
  show();
  for (const question of questions) {
    question.fieldset.addEventListener("input", () => { show(); keep(); });
  }
  $("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([$("text").value], { type: "application/json" }));
    link.download = "decisions.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
  $("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText($("text").value);
      $("state").textContent = "Copied.";
    } catch {
      $("text").closest("details").open = true;
      $("text").select();
      $("state").textContent = "Selected; copy it with your keyboard.";
    }
  });
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("main details")) details.open = true;
  });
}
