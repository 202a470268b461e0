// A small picker of emoji, fetched when it is first opened. Arrows walk it, Esc leaves it.

import { h, t } from "./core.js";

const GROUPS = {
  smileys: "😀 😃 😄 😁 😆 😅 🤣 😂 🙂 😉 😊 😇 🥰 😍 🤩 😘 😋 😜 🤪 🤗 🤭 🤔 🤨 😐 😏 🙄 😬 😌 😴 😷 🤒 🥵 🥶 🤯 🥳 😎 🤓 😕 😟 😮 😲 😳 🥺 😢 😭 😱 😤 😡 🤬 💀",
  people: "👋 🤚 ✋ 👌 🤏 ✌️ 🤞 🤟 👈 👉 👆 👇 👍 👎 ✊ 👊 👏 🙌 🤝 🙏 💪 👀 🧠 🙋 🙇 🤦 🤷 👨‍💻 👩‍💻 🧑‍🎨",
  things: "❤️ 🧡 💛 💚 💙 💜 🖤 💔 💯 💥 💬 🔥 ✨ 🎉 🎊 🎁 🏆 ⭐ 🚀 ⏰ 📌 📎 📷 💻 📱 📧 📦 🛒 💳 💰 🔑 🔒 🔧 ⚙️ 📈 📉 ✅ ❌ ❓ ❗ ⚠️ 🆗 🆕",
  nature: "🌞 🌈 ⛅ 🌧️ ⚡ ❄️ 🌸 🌹 🌻 🌴 🍀 🐶 🐱 🐼 🐯 🦁 🐸 🐵 🐔 🐘 🦄 🐝 🦋 🐢 🐟 🍎 🍌 🥭 🍜 🍚 🍛 🍕 🍔 🍰 🍦 ☕ 🧋 🍵 🍺 🥂",
};
const COLUMNS = 8;

/** Whether this device draws a letter, and not the box that stands for what it lacks. */
function drawable() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 20;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return () => true;
  context.font = '14px "Be Vietnam Pro", system-ui, sans-serif';
  const pixels = (letter) => {
    context.clearRect(0, 0, 20, 20);
    context.fillText(letter, 1, 15);
    return context.getImageData(0, 0, 20, 20).data.join();
  };
  const box = pixels("\u{10FFFE}");
  return (letter) => pixels(letter) !== box;
}
let open;

/** Opens beside `button`; `chosen(letters)` is told, `left()` when it closes without. */
export function openEmoji(button, chosen, left) {
  if (open) return open(true);
  const all = [];
  const isDrawn = drawable();
  const groups = Object.entries(GROUPS).map(([name, letters]) => {
    const cells = letters.split(" ").filter(isDrawn).map((letter) => {
      const cell = h("button", { type: "button", class: "talk-emoji-cell", tabindex: "-1", "aria-label": letter, onclick: () => close(letter) }, letter);
      all.push(cell);
      return cell;
    });
    return h("div", { role: "group", "aria-label": t("chat.emoji." + name) }, h("p", { "aria-hidden": "true" }, t("chat.emoji." + name)), h("div", { class: "talk-emoji-grid" }, ...cells));
  });
  const box = h("div", { class: "talk-emoji", role: "dialog", "aria-label": t("chat.emoji") }, ...groups);
  const away = (event) => !box.contains(event.target) && !button.contains(event.target) && close();
  function close(letter) {
    open = undefined;
    box.remove();
    removeEventListener("pointerdown", away, true);
    button.setAttribute("aria-expanded", "false");
    if (typeof letter === "string") chosen(letter);
    else if (letter !== undefined) left();
  }
  open = close;
  box.addEventListener("keydown", (event) => {
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + COLUMNS, ArrowUp: at - COLUMNS, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      close(true);
    } else if (event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close(true);
    } else if (to !== undefined) {
      event.preventDefault();
      const cell = all[Math.min(Math.max(to, 0), all.length - 1)];
      all[at].tabIndex = -1;
      cell.tabIndex = 0;
      cell.focus();
    }
  });
  all[0].tabIndex = 0;
  button.closest(".talk-composer").append(box);
  button.setAttribute("aria-expanded", "true");
  addEventListener("pointerdown", away, true);
  all[0].focus();
}
