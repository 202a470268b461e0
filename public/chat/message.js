// One message as an element: text that is only text, links that lead where they say, pictures, files, marks.

import { avatar, h, hour, icon, size, t } from "./core.js";

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"'“”‘’]+/giu;

/** Text with its addresses as links. */
export function linked(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    // What ends a sentence isn't the address's.
    let found = match[0].replace(/[.,!?;:…]+$/u, "");
    while (found.endsWith(")") && !found.includes("(")) found = found.slice(0, -1);
    const href = URL.parse?.(found.startsWith("www.") ? "https://" + found : found) ?? tryUrl(found);
    if (!href || !/^https?:$/.test(href.protocol)) continue;
    parts.push(text.slice(at, match.index));
    parts.push(h("a", { href: href.href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, found));
    at = match.index + found.length;
  }
  parts.push(text.slice(at));
  return parts.filter((part) => part !== "");
}

function tryUrl(text) {
  try {
    return new URL(text.startsWith("www.") ? "https://" + text : text);
  } catch {
    return undefined;
  }
}

const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D|\p{Emoji_Modifier}|\p{Extended_Pictographic})*\s*){1,3}$/u;

function file(attachment, renew) {
  const { url, name, mime, bytes } = attachment;
  if (/^image\//.test(mime)) {
    const picture = h("img", { src: url, alt: name, loading: "lazy", decoding: "async" });
    // The address is good for a while only; a fresh one is asked for once.
    picture.addEventListener("error", async () => {
      const fresh = await renew?.(attachment);
      if (fresh) picture.src = picture.parentElement.href = fresh;
    }, { once: true });
    return h("a", { class: "talk-picture", href: url, target: "_blank", rel: "noopener", title: name }, picture);
  }
  return h(
    "a",
    { class: "talk-file", href: url, target: "_blank", rel: "noopener", download: name },
    icon("file-text"),
    h("span", {}, h("span", { class: "talk-file-name", dir: "auto" }, name), h("small", {}, size(bytes))),
    icon("download"),
  );
}

/** The marks below a message of one's own. */
const STATES = {
  waiting: ["clock", "chat.sending"],
  sending: ["clock", "chat.sending"],
  sent: ["check", "chat.sent"],
  read: ["check-check", "chat.read"],
  failed: ["circle-alert", "chat.failed"],
};

function mark(state) {
  const [sign, words] = STATES[state];
  return h("span", { class: "talk-state" }, icon(sign), h("span", {}, t(words)));
}

/** What became of a message changes in place: made anew it would be read aloud again. */
export function setState(element, state) {
  if (!state || element.dataset.state === state) return;
  element.dataset.state = state;
  element.querySelector(".talk-state").replaceWith(mark(state));
}

/**
 * A message. `mine` decides the side; `state` is what became of it (own ones only); `onretry` and `ondrop` are for
 * those that failed; `renew` asks for fresh addresses of its files.
 */
export function messageElement(message, { mine, state, why, onretry, ondrop, renew, staff }) {
  if (message.sender_type === "system") {
    return h("div", { class: "talk-system", "data-seq": message.seq }, h("span", {}, ...linked(message.message)));
  }
  const text = message.message ?? "";
  const bubble = text && h(
    "div",
    { class: EMOJI_ONLY.test(text) ? "talk-bubble is-emoji" : "talk-bubble", dir: "auto" },
    ...linked(text),
  );
  const files = (message.attachments ?? []).map((attachment) => file(attachment, renew));
  const meta = h("p", { class: "talk-meta" }, h("time", { datetime: message.created_at }, hour(message.created_at)));
  if (mine && state) meta.append(mark(state));
  const row = h(
    "div",
    { class: "talk-message" + (mine ? " is-mine" : ""), "data-seq": message.seq, "data-state": state, "data-client": message.client_id },
    !mine && avatar(message.sender),
    h(
      "div",
      { class: "talk-body" },
      !mine && h("p", { class: "talk-sender" }, h("bdi", {}, message.sender?.name ?? ""), staff && h("span", { class: "talk-tag" }, staff)),
      mine && h("span", { class: "sr-only" }, t("chat.you") + ": "),
      bubble,
      ...files,
      meta,
    ),
  );
  if (state === "failed") {
    const again = h("button", { type: "button", class: "btn btn-secondary btn-sm", onclick: onretry }, icon("rotate-ccw"), t("chat.retry"));
    const drop = h("button", { type: "button", class: "btn btn-ghost btn-sm", onclick: ondrop }, t("chat.discard"));
    row.querySelector(".talk-body").append(h("p", { class: "talk-why" }, why ?? t("chat.error")), h("div", { class: "talk-again" }, again, drop));
  }
  return row;
}
