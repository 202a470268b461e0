// Reads the canvas in one pass: thousands of calls from WebAssembly would take a hundred times as long.

// What decides the order of a container's children.
const FLOW = ["display", "flex-direction", "flex-wrap", "grid-auto-flow", "direction"];

/**
 * Every block's id, its rectangle in the page's pixels (four numbers each), and, for those in `containers` (ids with
 * spaces between), which of the flows at the end it has, else -1. A flow is that of the element that holds the
 * children: the parent of the first child's element.
 */
export function measure(document, containers) {
  const { scrollX, scrollY } = document.defaultView;
  const wanted = new Set(containers.split(" "));
  const elements = document.querySelectorAll("[data-nid]");
  const ids = [];
  const rects = new Float64Array(elements.length * 4);
  const holders = new Map();
  elements.forEach((element, at) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    rects.set([x + scrollX, y + scrollY, width, height], at * 4);
    ids.push(element.dataset.nid);
    const holder = element.parentElement;
    const owner = holder?.closest("[data-nid]");
    if (owner && !holders.has(owner)) holders.set(owner, holder);
  });
  const flows = new Map();
  const flow = new Int32Array(elements.length).fill(-1);
  elements.forEach((element, at) => {
    if (!wanted.has(ids[at])) return;
    const style = document.defaultView.getComputedStyle(holders.get(element) ?? element);
    const words = FLOW.map((name) => style.getPropertyValue(name)).join("|");
    if (!flows.has(words)) flows.set(words, flows.size);
    flow[at] = flows.get(words);
  });
  return [ids.join(" "), rects, flow, [...flows.keys()].join("\n")];
}
