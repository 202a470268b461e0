// Exchanges rules of a stylesheet in one call.

/**
 * Rules of a style element, or of the group that is its rule number `group` (none: -1): `gone` of them go from `at` on,
 * and `come` come in their place. Answers false where there aren't `count` before, or the browser doesn't take one.
 */
export function exchange(style, group, count, at, gone, come) {
  const { sheet } = style;
  const list = group < 0 ? sheet : sheet?.cssRules[group];
  if (list?.cssRules?.length !== count) return false;
  try {
    for (let n = 0; n < gone; n += 1) list.deleteRule(at);
    come.forEach((rule, n) => list.insertRule(rule, at + n));
  } catch {
    return false;
  }
  return true;
}
