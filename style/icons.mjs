// Writes public/icons.svg and public/block-icons.svg: one <symbol> for each name in style/icons.txt (the program's
// own) and style/block-icons.txt (what people put on their pages), from the npm package lucide-static (ISC). Run it
// after changing a list:
//   npm install --no-save lucide-static && node style/icons.mjs [folder of lucide-static]
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = process.argv[2] ?? join(here, "..", "node_modules", "lucide-static");

const symbol = (name) => {
  const svg = readFileSync(join(source, "icons", `${name}.svg`), "utf8");
  const body = svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
};

// Marks of social networks, from simple-icons 13 (CC0); lucide has none.
const brands = readFileSync(join(here, "brands.svg"), "utf8").trimEnd();

for (const list of ["icons", "block-icons"]) {
  const names = readFileSync(join(here, `${list}.txt`), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
  writeFileSync(
    join(here, "..", "public", `${list}.svg`),
    `<svg xmlns="http://www.w3.org/2000/svg"><!-- lucide.dev, ISC licence -->\n${names.map(symbol).join("\n")}\n${list === "icons" ? "" : `${brands}\n`}</svg>\n`,
  );
  console.log(`${list}: ${names.length}`);
}
