// What the customer thinks of a conversation: one to five, and a word.

import { h, icon, t, trouble } from "./core.js";

const FACES = ["angry", "frown", "meh", "smile", "laugh"];
let numbers = 0;

export function ratingForm(rating, send) {
  if (rating) return thanks(rating.score);
  const name = "talk-score-" + ++numbers;
  const choices = FACES.map((face, at) =>
    h(
      "label",
      { class: "talk-score", title: t("chat.rating." + (at + 1)) },
      h("input", { type: "radio", name, value: String(at + 1), class: "sr-only", "aria-label": t("chat.rating." + (at + 1)), onchange: () => (more.hidden = false) }),
      icon(face),
    ),
  );
  const comment = h("textarea", { class: "textarea", rows: "2", maxlength: "1000", "aria-label": t("chat.rating.comment"), placeholder: t("chat.rating.comment") });
  const error = h("p", { class: "talk-why", role: "alert" });
  const button = h("button", { type: "submit", class: "btn btn-primary btn-sm" }, t("chat.rating.send"));
  const more = h("div", { class: "talk-rating-more" }, comment, error, button);
  more.hidden = true;
  const form = h(
    "form",
    { class: "talk-rating" },
    h("fieldset", {}, h("legend", {}, t("chat.rating")), h("div", { class: "talk-scores" }, ...choices)),
    more,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const score = Number(form.querySelector(":checked")?.value);
    if (!score) return;
    button.disabled = true;
    const answer = await send({ score, ...(comment.value.trim() && { comment: comment.value.trim() }) });
    button.disabled = false;
    error.textContent = answer.ok ? "" : trouble(answer);
    if (answer.ok) form.replaceWith(thanks(score));
  });
  return form;
}

function thanks(score) {
  return h("p", { class: "talk-thanks", role: "status" }, icon(FACES[score - 1]), t("chat.rating.thanks"), h("span", { class: "sr-only" }, t("chat.rating." + score)));
}
