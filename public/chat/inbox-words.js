// The inbox's own words: the page brings them along.

const words = JSON.parse(document.getElementById("inbox-words")?.textContent || "{}");

/** The words for a key, each `{name}` in them replaced. */
export const w = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
