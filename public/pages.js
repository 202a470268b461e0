// How pages begin: templates narrowed down while one types, a page from a few words, a page from HTML or a zip with its
// report. All of it works as plain forms, too.

import { post } from "/acts.js";

const MOST = 10 * 2 ** 20;
const fold = (text) =>
  text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]/g, "")
    .replace(/[đßæœøł]/g, (one) => ({ đ: "d", ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l" })[one]);

for (const all of document.querySelectorAll("[data-starts]")) {
  const one = (what) => all.querySelector(what);

  // What stands in the place of the templates.
  for (const way of all.querySelectorAll("[data-to]")) {
    way.addEventListener("click", (event) => {
      event.preventDefault();
      for (const pane of all.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== way.dataset.to;
      const pane = one(`[data-pane="${way.dataset.to}"]`);
      (pane.querySelector("textarea") ?? pane.querySelector("button"))?.focus();
    });
  }

  // The templates that fit.
  const search = one("[data-words]");
  const category = one("[data-category]:is(select)");
  const languages = [...all.querySelectorAll("button[data-language]")];
  const cards = [...all.querySelectorAll(".template-card")];
  const grid = one(".templates");
  const note = one(".templates-note");
  const narrow = () => {
    const wanted = fold(search.value).split(/\s+/).filter(Boolean);
    const language = languages.find((button) => button.ariaPressed === "true")?.dataset.language;
    const fit = cards.filter(
      (card) =>
        (!category.value || card.dataset.category === category.value) &&
        (!language || card.dataset.language === language) &&
        wanted.every((word) => card.dataset.found.includes(word)),
    );
    grid.replaceChildren(...fit);
    const { one: single, other, pick, none } = note.dataset;
    const words = document.documentElement.lang === "en" && fit.length === 1 ? single : other;
    note.textContent = fit.length ? `${words.replace("{count}", fit.length)} ${pick}` : none;
  };
  search.addEventListener("input", narrow);
  // Enter would send the form, and make a page of nothing.
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  category.addEventListener("change", narrow);
  for (const button of languages) {
    button.addEventListener("click", () => {
      for (const other of languages) other.ariaPressed = String(other === button);
      narrow();
    });
  }

  begin(one("[data-brief]"), "brief");
  begin(one("[data-import]"), "html");
  imports(one("[data-import]"));
}

function say(form, text) {
  const field = form.querySelector("textarea");
  form.querySelector("[data-wrong]").textContent = text;
  if (text) field.ariaInvalid = "true";
  else field.removeAttribute("aria-invalid");
}

function busy(form, on) {
  const button = form.querySelector("button");
  button.querySelector(".spinner")?.remove();
  if (on) {
    const spinner = document.createElement("span");
    spinner.className = "spinner";
    button.prepend(spinner);
    button.ariaDisabled = "true";
  } else button.removeAttribute("aria-disabled");
  form.dataset.busy = on ? "1" : "";
}

/** Sends what was written, once at a time; what is wrong with it is said below it. */
function begin(form, name) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    busy(form, true);
    say(form, "");
    const { ok, value } = await post(form.action, [[name, form.elements[name].value]]);
    if (ok && name === "brief") return void (location.href = `/pages/${value}/edit`);
    busy(form, false);
    if (ok) report(form, value);
    else say(form, value);
  });
}

/** What became of the HTML, before the editor opens. */
function report(form, { id, kept, dropped }) {
  const words = JSON.parse(form.dataset.import);
  const box = document.createElement("div");
  box.className = "import-report";
  box.setAttribute("role", "status");
  const add = (tag, text, into = box) => {
    const element = document.createElement(tag);
    element.textContent = text;
    into.append(element);
    return element;
  };
  const count = new Intl.NumberFormat(document.documentElement.lang).format(kept);
  add("strong", "", add("p", "")).textContent =
    document.documentElement.lang === "en" && kept === 1 ? words.one : words.other.replace("{count}", count);
  if (dropped.length) {
    add("p", words.dropped);
    const list = add("ul", "");
    list.className = "import-dropped";
    for (const [what, why] of dropped) {
      const row = add("li", "", list);
      add("code", what, row);
      row.append(" ");
      add("span", words[`pages.import.why.${why}`] ?? "", row).className = "muted";
    }
  }
  const open = add("a", words.open);
  open.className = "btn btn-primary";
  open.href = `/pages/${id}/edit`;
  form.closest("[data-pane]").replaceChildren(box);
  open.focus();
}

/** Files that are chosen or dropped. */
function imports(form) {
  const words = JSON.parse(form.dataset.import);
  const sending = form.querySelector("[data-sending]");
  const take = async (file) => {
    if (!file || form.dataset.busy) return;
    say(form, "");
    if (!/\.zip$/i.test(file.name) && !file.type.includes("zip")) {
      const text = await file.text().catch(() => undefined);
      if (text === undefined) say(form, words.unreadable);
      else form.elements.html.value = text;
      return;
    }
    busy(form, true);
    const progress = document.createElement("progress");
    progress.className = "progress";
    progress.ariaLabel = sending.dataset.sending;
    const line = document.createElement("span");
    line.className = "small muted";
    const name = document.createElement("bdi");
    name.textContent = file.name;
    line.append(sending.dataset.sending, " ", name);
    sending.append(progress, line);
    const answer = await send(file);
    sending.replaceChildren();
    busy(form, false);
    if (typeof answer === "string") say(form, words[`pages.import.zip.${answer}`] ?? words.offline);
    else report(form, answer);
  };
  form.querySelector("input[type=file]").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    take(file);
    // The same file may be chosen again.
    target.value = "";
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    take(event.dataTransfer.files[0]);
  });
}

/** Sends a zip: the page that was made, or the word for what was wrong. */
async function send(file) {
  if (file.size > MOST) return "payload_too_large";
  const body = new FormData();
  body.append("file", file);
  const ask = (path, init) => fetch(path, { method: "POST", ...init }).catch(() => undefined);
  let response = await ask("/api/pages/import", { body });
  if (response?.status === 401) {
    await ask("/api/auth/refresh");
    response = await ask("/api/pages/import", { body });
  }
  if (response?.status === 401) location.href = "/auth?next=/pages";
  const answer = await response?.json().catch(() => undefined);
  if (!answer) return "offline";
  if (!response.ok) return answer.reason || answer.code || "internal";
  const dropped = answer.import_report.dropped.map((one) => [one.what, one.code]);
  return { id: answer.id, kept: answer.import_report.kept, dropped };
}
