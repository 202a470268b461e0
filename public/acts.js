// Forms that act without leaving the page, with toasts and Undo. What a form says:
//   data-act="gone"    what it is about leaves the list at once, and comes back when that failed or is undone
//   data-act="fresh"   the list is taken anew
//   data-undo="/_fn/…" where the same fields undo it
//   data-confirm="id"  the dialog that asks first, with `data-called` and `data-warning`
// Its fields go to its action as ever; the answer is `{"Ok": "a sentence"}` or `{"Err": {code, message, fields}}`. Things of
// a list are `[data-item]` inside `#found`; without script the same forms post and come back.

const words = document.getElementById("act-words")?.dataset ?? {};
const ENDED = ["unauthenticated", "session_ended"];

/** Posts fields as a form does. */
export async function post(action, fields) {
  const response = await fetch(action, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(fields),
  }).catch(() => undefined);
  const answer = await response?.json().catch(() => undefined);
  if (answer && "Ok" in answer) return { ok: true, value: answer.Ok };
  const wrong = answer?.Err ?? answer ?? {};
  if (ENDED.includes(wrong.code)) location.href = "/auth?next=" + location.pathname;
  const field = Array.isArray(wrong.fields) ? wrong.fields[0]?.[1] : undefined;
  return { ok: false, value: field ?? wrong.message ?? wrong.detail ?? words.offline ?? "" };
}

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
};
export const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/icons.svg#${name}`);
  svg.append(use);
  return svg;
};

/** Says something below; what can be undone stays longer, what went wrong longest. */
export function toast(text, { bad = false, undo } = {}) {
  const box = make("div", bad ? "toast is-error" : "toast");
  box.append(icon(bad ? "circle-alert" : "circle-check"), make("p", "", text));
  const away = () => {
    clearTimeout(timer);
    box.remove();
  };
  if (undo) {
    const button = make("button", "btn btn-secondary btn-sm", words.undo);
    button.type = "button";
    button.onclick = () => {
      away();
      undo();
    };
    box.append(button);
  }
  const close = make("button", "btn btn-ghost btn-icon btn-sm");
  close.type = "button";
  close.title = close.ariaLabel = words.dismiss;
  close.append(icon("x"));
  close.onclick = away;
  box.append(close);
  let timer;
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(away, bad ? 12000 : undo ? 10000 : 6000);
  };
  // Nothing goes away from under a pointer or the focus.
  for (const stays of ["pointerenter", "focusin"]) box.addEventListener(stays, () => clearTimeout(timer));
  for (const goes of ["pointerleave", "focusout"]) box.addEventListener(goes, leave);
  leave();
  document.querySelector("body > .toasts, .toasts")?.append(box);
}

const found = () => document.getElementById("found");
const items = () => [...(found()?.querySelectorAll("[data-item]") ?? [])];
const get = async (address) => {
  const response = await fetch(address, { headers: { accept: "text/html" } }).catch(() => undefined);
  if (!response?.ok || new URL(response.url).pathname !== location.pathname) return undefined;
  return new DOMParser().parseFromString(await response.text(), "text/html").getElementById("found");
};

/** Takes the list anew from the server. */
export async function refresh({ quietly = false } = {}) {
  const now = await get(location.href);
  if (!now) return quietly || toast(words.offline, { bad: true });
  if (quietly && now.innerHTML === found()?.innerHTML) return;
  found().replaceWith(document.adoptNode(now));
  count();
  dispatchEvent(new CustomEvent("lh:fresh"));
}

/** Lets things go from the list; answers what brings them back where they were. */
function take(things) {
  const all = items();
  const next = all.slice(all.indexOf(things.at(-1)) + 1).find((one) => !things.includes(one)) ?? all.findLast((one) => !things.includes(one));
  const held = things.some((one) => one.contains(document.activeElement));
  const marks = things.map((one) => {
    const mark = document.createComment("");
    one.replaceWith(mark);
    return [mark, one];
  });
  if (held) (next ?? found())?.focus();
  count();
  return async () => {
    if (!marks.every(([mark]) => mark.isConnected)) return refresh();
    for (const [mark, one] of marks) {
      mark.replaceWith(one);
      for (const box of one.querySelectorAll("input[type=checkbox]")) box.checked = false;
    }
    count();
    marks[0]?.[1].focus();
  };
}

async function gone(form, fields) {
  const ids = fields.getAll("ids[]");
  const things = ids.length ? items().filter((one) => ids.includes(one.dataset.item)) : [form.closest("[data-item]")];
  if (!things.length) return;
  const { action } = form;
  const { undo } = form.dataset;
  const back = take(things);
  const sent = [...fields];
  const { ok, value } = await post(action, sent);
  if (!ok) {
    await back();
    return toast(value, { bad: true });
  }
  if (!items().length) await refresh();
  toast(value, {
    undo: undo && (async () => {
      const undone = await post(undo, sent);
      if (undone.ok) await back();
      toast(undone.value, { bad: !undone.ok });
    }),
  });
}

async function fresh(form, fields) {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  const { ok, value } = await post(form.action, [...fields]);
  form.ariaBusy = null;
  const dialog = form.closest("dialog");
  const wrong = form.querySelector("[data-wrong]");
  if (!ok && wrong) {
    wrong.textContent = value;
    return form.querySelector("[aria-describedby]")?.focus();
  }
  dialog?.close();
  if (ok) await refresh();
  toast(value, { bad: !ok });
  const id = fields.get("id");
  found()?.querySelector(`[data-item="${CSS.escape(id ?? "")}"] [popovertarget]`)?.focus();
}

const ACTS = { gone, fresh };

/** Asks before what can't be undone, by the name of what it is done to. */
function confirm(form, yes) {
  const { called, warning } = form.dataset;
  const dialog = document.getElementById(form.dataset.confirm);
  const title = dialog.querySelector("[data-title]");
  title.textContent = title.dataset.title.replace("{name}", called);
  dialog.querySelector("[data-text]").textContent = warning;
  dialog.returnValue = "";
  dialog.onclose = () => dialog.returnValue === "yes" && yes();
  dialog.showModal();
}

addEventListener("submit", (event) => {
  const form = event.target;
  const act = ACTS[form.dataset.act];
  if (act) {
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    form.closest("[popover]")?.hidePopover();
    if (form.dataset.confirm) confirm(form, () => act(form, fields));
    else act(form, fields);
  } else if (form.dataset.opens) {
    event.preventDefault();
    document.getElementById(form.dataset.opens)?.showModal();
  } else if ("once" in form.dataset) {
    // A second press while the first is on its way.
    if (form.ariaBusy) event.preventDefault();
    form.ariaBusy = "true";
  }
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) form.ariaBusy = null;
});

/** How many of a form's things are chosen. */
function count() {
  for (const output of document.querySelectorAll("[data-count]")) {
    const boxes = [...document.getElementById(output.dataset.count).elements].filter((field) => field.name === "ids[]");
    const chosen = boxes.filter((box) => box.checked).length;
    output.textContent = chosen || "";
    const all = document.querySelector(`[data-all="${output.dataset.count}"]`);
    if (!all) continue;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

addEventListener("change", ({ target }) => {
  const form = document.getElementById(target.dataset.all ?? "");
  if (form) for (const field of form.elements) if (field.name === "ids[]") field.checked = target.checked;
  count();
});

addEventListener("click", async (event) => {
  const closes = event.target.closest("[data-closes]");
  if (closes) closes.closest("dialog").close();
  const rename = event.target.closest("[data-rename]");
  if (rename) {
    rename.closest("[popover]")?.hidePopover();
    const dialog = document.getElementById("rename");
    const form = dialog.querySelector("form");
    form.elements.id.value = rename.dataset.rename;
    form.elements.title.value = rename.dataset.called;
    form.querySelector("[data-wrong]").textContent = "";
    dialog.showModal();
    form.elements.title.select();
  }
  // What follows in a list is added to it.
  const more = event.target.closest("#found .load-more a");
  const list = found()?.querySelector("[data-list]");
  if (!more || !list || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (more.ariaBusy) return;
  more.ariaBusy = "true";
  const page = await get(more.href);
  more.ariaBusy = null;
  const rest = page?.querySelector("[data-list]");
  if (!rest) return toast(words.offline, { bad: true });
  const first = rest.firstElementChild;
  list.append(...rest.children);
  const next = page.querySelector(".load-more");
  if (next) more.closest(".load-more").replaceWith(next);
  else more.closest(".load-more").remove();
  first?.focus({ preventScroll: true });
  count();
  dispatchEvent(new CustomEvent("lh:fresh", { detail: "more" }));
});
count();
// What a search found is said, from a region that stays while the list is exchanged.
const says = make("div", "sr-only");
says.setAttribute("role", "status");
document.body.append(says);
addEventListener("lh:fresh", ({ detail }) => {
  if (detail === "more") return;
  const now = found()?.querySelector("[role=status]") ?? found()?.querySelector(".empty h2");
  says.textContent = now?.textContent ?? "";
});

// A page that was fetched ahead may be minutes old.
if (performance.getEntriesByType("navigation")[0]?.deliveryType === "navigational-prefetch") refresh({ quietly: true });
