// What happens while a payment is waited for: the page turns the moment the order does, the QR code's time runs down,
// and Stripe's own fields take the card. Without script the pages still say where the order is.
import { start } from "/live.js";

const poll = document.querySelector("[data-poll], [data-watch]");
if (poll) {
  const id = (poll.dataset.poll ?? poll.dataset.watch).split("/").pop();
  addEventListener("lh:order:updated", ({ detail }) => {
    if (detail?.order_id === id && detail.status !== poll.dataset.status) location.reload();
  });
  start();
}

// How long the code is good, in minutes and seconds; then another one is offered.
const scan = document.querySelector("[data-scan]");
if (scan) {
  const time = scan.querySelector("[data-until]");
  const until = Date.parse(time.dateTime);
  const hide = (name, hidden) => (scan.querySelector(name).hidden = hidden);
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left) return setTimeout(tick, 1000 - (Date.now() % 1000));
    hide("[data-waiting]", true);
    hide("[data-over]", false);
  };
  tick();
  const picture = scan.querySelector("[data-qr]");
  const broken = () => hide("[data-broken]", false);
  if (picture.complete && !picture.naturalWidth) broken();
  else picture.addEventListener("error", broken);
  // The bank says no: the order still waits, the code is good for nothing.
  const look = async () => {
    const response = await fetch(poll.dataset.poll).catch(() => undefined);
    const order = response?.ok ? await response.json().catch(() => undefined) : undefined;
    const last = order?.attempts?.at(-1)?.status;
    if (order && order.status === poll.dataset.status && ["failed", "expired", "review"].includes(last)) location.reload();
    else setTimeout(look, 4000);
  };
  setTimeout(look, 4000);
}

const form = document.querySelector("[data-stripe]");
if (form) card(form);

function card(form) {
  const button = form.querySelector("[data-pay]");
  const alert = form.querySelector("[data-say]");
  const fields = form.querySelector("[data-fields]");
  const say = (words) => {
    alert.textContent = words;
    alert.hidden = !words;
  };
  const { stripe: key, secret, locale } = form.dataset;
  const dark = form.dataset.theme
    ? form.dataset.theme === "night"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  let stripe;
  let elements;
  const mount = () => {
    if (!window.Stripe) return say(form.dataset.failed);
    try {
      const style = getComputedStyle(document.documentElement);
      const of = (name) => style.getPropertyValue(name).trim();
      const variables = { borderRadius: "8px", fontFamily: "system-ui, sans-serif" };
      for (const [name, token] of [["colorPrimary", "--brand"], ["colorBackground", "--surface"], ["colorText", "--text"]]) {
        if (/^#[0-9a-f]{3,8}$/i.test(of(token))) variables[name] = of(token);
      }
      stripe = window.Stripe(key, { locale });
      elements = stripe.elements({ clientSecret: secret, appearance: { theme: dark ? "night" : "stripe", variables } });
      const element = elements.create("payment", { layout: "tabs" });
      element.on("ready", () => {
        fields.querySelector(".card-wait")?.remove();
        button.disabled = false;
      });
      element.on("loaderror", () => say(form.dataset.failed));
      const place = document.createElement("div");
      fields.append(place);
      element.mount(place);
    } catch {
      say(form.dataset.failed);
    }
  };
  const script = document.querySelector("[data-stripe-js]");
  // Ours runs after theirs, be it there or not.
  if (window.Stripe || document.readyState !== "loading") mount();
  else script.addEventListener("load", mount);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!stripe || button.disabled) return;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    say("");
    const confirmParams = { return_url: new URL(form.dataset.return, location.href).href };
    const { error } = await stripe.confirmPayment({ elements, confirmParams }).catch(() => ({ error: {} }));
    // Without an error the browser is on its way already.
    if (!error) return;
    button.disabled = false;
    button.removeAttribute("aria-busy");
    say(error.message || form.dataset.wrong);
  });
}
