// Writes public/icons.svg: one <symbol> for each name in style/icons.txt, from the npm package
// lucide-static (ISC). Run it after changing the list:
//   npm install --no-save lucide-static && node style/icons.mjs [folder of lucide-static]
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = process.argv[2] ?? join(here, "..", "node_modules", "lucide-static");
const names = readFileSync(join(here, "icons.txt"), "utf8")
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => line && !line.startsWith("#"));

const symbols = names.map((name) => {
  const svg = readFileSync(join(source, "icons", `${name}.svg`), "utf8");
  const body = svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
});

writeFileSync(
  join(here, "..", "public", "icons.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg"><!-- lucide.dev, ISC licence -->\n${symbols.join("\n")}\n</svg>\n`,
);
console.log(`${names.length} icons`);
