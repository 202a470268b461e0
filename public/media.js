// The library takes files that are chosen, dropped anywhere on the page or pasted, one after the other, with progress.

import { icon, refresh, toast } from "/acts.js";

const sending = document.querySelector("[data-uploads]");
const refused = JSON.parse(sending.dataset.uploads);
const locale = document.documentElement.lang;
const percent = new Intl.NumberFormat(locale, { style: "percent" });

/** Sends a file; answers the status and the problem, if there is one. */
const put = (file, progress) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file);
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => resolve({ status: request.status, problem: read(request.responseText) });
    request.onerror = request.onabort = () => resolve({ status: 0, problem: { code: "offline" } });
    request.open("POST", "/api/uploads");
    request.send(form);
  });
const read = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

async function one(file) {
  const row = document.createElement("li");
  row.className = "card media-row";
  const name = document.createElement("bdi");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = 1;
  bar.value = 0;
  bar.ariaLabel = `${sending.dataset.sending} ${file.name}`;
  const state = document.createElement("span");
  state.className = "small muted numbers";
  row.append(icon("upload"), name, bar, state);
  sending.append(row);
  const progress = (part) => {
    bar.value = part;
    state.textContent = percent.format(part);
  };
  let answer = await put(file, progress);
  if (answer.status === 401) {
    await fetch("/api/auth/refresh", { method: "POST" }).catch(() => {});
    answer = await put(file, progress);
  }
  if (answer.status === 401) location.href = "/auth?next=/media";
  if (answer.status === 201) {
    row.remove();
    return true;
  }
  const { code, detail, fields } = answer.problem;
  bar.remove();
  row.classList.add("is-error");
  row.firstChild.replaceWith(icon("circle-alert"));
  state.setAttribute("role", "alert");
  state.textContent = locale === "en" ? Object.values(fields ?? {})[0] ?? refused[code] ?? detail : refused[code] ?? refused.offline;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-ghost btn-icon btn-sm";
  close.title = close.ariaLabel = document.getElementById("act-words").dataset.dismiss;
  close.append(icon("x"));
  close.onclick = () => row.remove();
  row.append(close);
  return false;
}

let queue = Promise.resolve();
const take = (files) => {
  const all = [...files];
  if (!all.length) return;
  queue = queue.then(async () => {
    let done = 0;
    for (const file of all) if (await one(file)) done++;
    if (!done) return;
    await refresh();
    toast(sending.dataset.done);
  });
};

addEventListener("change", ({ target }) => {
  if (!("upload" in target.dataset)) return;
  take(target.files);
  // The same file may be chosen again.
  target.value = "";
});
const files = (event) => event.dataTransfer?.types.includes("Files");
const root = document.documentElement;
let inside = 0;
addEventListener("dragenter", (event) => {
  if (files(event) && ++inside) root.dataset.dropping = "";
});
addEventListener("dragleave", (event) => {
  if (files(event) && --inside <= 0) delete root.dataset.dropping;
});
addEventListener("dragover", (event) => files(event) && event.preventDefault());
addEventListener("drop", (event) => {
  if (!files(event)) return;
  event.preventDefault();
  inside = 0;
  delete root.dataset.dropping;
  take(event.dataTransfer.files);
});
addEventListener("paste", (event) => event.clipboardData?.files.length && take(event.clipboardData.files));

addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (!copy) return;
  copy.closest("[popover]")?.hidePopover();
  await navigator.clipboard.writeText(copy.dataset.copy);
  toast(copy.dataset.copied);
});
