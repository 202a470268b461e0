// Where one writes: text that grows, files with their progress, emoji, a draft that is kept.

import { h, icon, iconButton, keep, size, t } from "./core.js";

const LONGEST = 5000;
const HEAVIEST = 10 * 1024 * 1024;
const MOST = 5;
const coarse = matchMedia("(pointer: coarse)");

let numbers = 0;

/** Why a file isn't taken, in the reader's language. */
function refusal(status) {
  if (status === 413) return t("chat.files.heavy");
  if (status === 415 || status === 422) return t("chat.files.refused");
  return t(status === 429 ? "chat.error.often" : "chat.error");
}

export class Composer {
  /** `send(text, files)`, `typing()`; `draft` names what is kept. */
  constructor(session, { draft, send, typing }) {
    this.session = session;
    this.send = send;
    this.typing = typing;
    this.draft = "draft:" + draft;
    this.files = [];
    const id = "talk-field-" + ++numbers;
    this.field = h("textarea", {
      id,
      class: "talk-field",
      rows: "1",
      "aria-label": t("chat.message"),
      placeholder: t("chat.placeholder"),
      enterkeyhint: coarse.matches ? "enter" : "send",
      autocomplete: "off",
      dir: "auto",
    });
    this.field.value = keep.get(this.draft) ?? "";
    this.count = h("p", { class: "talk-count", role: "status" });
    this.list = h("ul", { class: "talk-uploads", role: "list" });
    this.list.hidden = true;
    this.button = h("button", { type: "submit", class: "btn btn-primary btn-icon talk-send", "aria-label": t("chat.send"), title: t("chat.send") }, icon("send"));
    this.picker = h("input", { type: "file", multiple: true, class: "sr-only", tabindex: "-1", "aria-hidden": "true", accept: "image/png,image/jpeg,image/gif,image/webp,image/avif,application/pdf,application/zip,video/mp4,video/webm" });
    this.clip = iconButton("paperclip", t("chat.attach"), { onclick: () => this.picker.click() });
    this.smile = iconButton("smile", t("chat.emoji"), { "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.emoji() });
    this.element = h(
      "form",
      { class: "talk-composer", novalidate: true },
      this.list,
      h("div", { class: "talk-write" }, this.field),
      h("div", { class: "talk-tools" }, this.clip, this.smile, this.picker, this.count, this.button),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => {
      // Who composes a syllable ends it with Enter; on a telephone Enter is a new line.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || coarse.matches) return;
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.add(files);
    });
    this.picker.addEventListener("change", () => {
      this.add([...this.picker.files]);
      this.picker.value = "";
    });
    this.show();
  }

  /** Files may be dropped anywhere on `target`. */
  dropOn(target) {
    let depth = 0;
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    const mark = (on) => target.classList.toggle("is-drop", on);
    target.addEventListener("dragenter", (event) => carries(event) && (depth++, mark(true)));
    target.addEventListener("dragleave", (event) => carries(event) && --depth <= 0 && ((depth = 0), mark(false)));
    target.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    target.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      depth = 0;
      mark(false);
      this.add([...event.dataTransfer.files]);
    });
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  get text() {
    return this.field.value.trim();
  }

  set text(text) {
    this.field.value = text;
    this.changed();
  }

  changed() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => keep.set(this.draft, this.field.value || undefined), 300);
    this.show();
    if (this.text) this.typing?.();
  }

  /** Whoever goes away keeps what was written. */
  save() {
    clearTimeout(this.saving);
    keep.set(this.draft, this.field.value || undefined);
  }

  show() {
    const length = [...this.text].length;
    const over = length > LONGEST;
    this.count.textContent = length > LONGEST - 500 ? t("chat.count", { count: length, most: LONGEST }) : "";
    this.count.classList.toggle("is-over", over);
    if (over) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
    const loading = this.files.some((file) => !file.id && !file.why);
    const ready = (this.text || this.files.some((file) => file.id)) && !over && !loading;
    // Not `disabled`: a press tells why nothing is sent.
    this.button.setAttribute("aria-disabled", String(!ready));
    this.ready = ready;
    if (!CSS.supports("field-sizing", "content")) {
      this.field.style.height = "auto";
      this.field.style.height = Math.min(this.field.scrollHeight, 160) + "px";
    }
  }

  async submit() {
    if (!this.ready || this.sending) return this.focus();
    const done = this.files.filter((file) => file.id);
    this.sending = true;
    const taken = await this.send(this.text, done.map(({ id, url, name, mime, bytes }) => ({ id, url, name, mime, bytes })));
    this.sending = false;
    if (taken === false) return;
    // What couldn't be sent along stays, to be tried again or taken out.
    for (const file of done) file.row.remove();
    this.files = this.files.filter((file) => !done.includes(file));
    this.list.hidden = !this.files.length;
    this.field.value = "";
    this.save();
    this.show();
    this.focus();
  }

  // Files.

  add(files) {
    for (const blob of files) {
      if (this.files.length >= MOST) {
        this.count.textContent = t("chat.files.most", { most: MOST });
        break;
      }
      const file = { blob, name: blob.name || "image.png", mime: blob.type, bytes: blob.size };
      this.files.push(file);
      this.list.append(this.row(file));
      if (blob.size > HEAVIEST) this.refuse(file, t("chat.files.heavy"));
      else this.upload(file);
    }
    this.list.hidden = !this.files.length;
    this.show();
  }

  row(file) {
    file.bar = h("progress", { max: "1", value: "0", "aria-label": t("chat.files.progress", { name: file.name }) });
    file.note = h("small", { role: "status" }, size(file.bytes));
    file.row = h(
      "li",
      { class: "talk-upload" },
      /^image\//.test(file.mime) ? h("img", { src: URL.createObjectURL(file.blob), alt: "", onerror: ({ target }) => target.replaceWith(icon("file-text")) }) : icon("file-text"),
      h("span", { class: "talk-upload-name" }, h("span", { dir: "auto" }, file.name), file.note, file.bar),
      iconButton("x", t("chat.files.remove", { name: file.name }), { onclick: () => this.remove(file) }),
    );
    return file.row;
  }

  refuse(file, why) {
    file.why = why;
    file.bar.remove();
    file.row.classList.add("is-bad");
    file.note.textContent = why;
    if (file.blob.size <= HEAVIEST && !file.row.querySelector(".talk-upload-again")) {
      const again = iconButton("rotate-ccw", t("chat.retry"), {
        class: "btn btn-ghost btn-icon talk-upload-again",
        onclick: () => {
          const row = file.row;
          file.why = undefined;
          row.replaceWith(this.row(file));
          this.upload(file);
          this.show();
        },
      });
      file.row.lastElementChild.before(again);
    }
    this.show();
  }

  remove(file) {
    file.request?.abort();
    this.files = this.files.filter((other) => other !== file);
    file.row.remove();
    this.list.hidden = !this.files.length;
    this.show();
    this.focus();
  }

  async upload(file) {
    if (!this.session.known) {
      const refused = await this.session.introduce(this.who?.() ?? {});
      if (refused) return this.refuse(file, t("chat.error"));
    }
    const request = (file.request = new XMLHttpRequest());
    const form = new FormData();
    form.append("file", file.blob, file.name);
    request.open("POST", this.session.uploads);
    this.session.authorize(request);
    request.upload.onprogress = (event) => event.lengthComputable && (file.bar.value = event.loaded / event.total);
    request.onload = () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // A page of something in between.
      }
      if (request.status === 401 && !file.again) return this.again(file);
      if (request.status !== 201) return this.refuse(file, refusal(request.status));
      file.id = body.id;
      file.url = body.url;
      file.mime = body.mime ?? file.mime;
      file.bar.remove();
      file.row.classList.add("is-done");
      this.show();
    };
    request.onerror = () => this.refuse(file, t("chat.error.offline"));
    request.send(form);
  }

  /** The access may have run out: a question renews it. */
  async again(file) {
    file.again = true;
    await this.session.ask("GET", "/api/events/poll");
    this.upload(file);
  }

  async emoji() {
    const { openEmoji } = await import("./emoji.js");
    openEmoji(this.smile, (letters) => {
      this.field.setRangeText(letters, this.field.selectionStart, this.field.selectionEnd, "end");
      this.changed();
      this.focus();
    }, () => this.focus());
  }
}
