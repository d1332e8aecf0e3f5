/** What is explained by that text. */
export function tipped(text: RegExp, within: ParentNode = document): HTMLElement {
  const all = [...within.querySelectorAll<HTMLElement>("[data-tip]")];
  const found = all.find((one) => text.test(one.getAttribute("data-tip") ?? ""));
  if (!found) throw new Error(`nothing is explained by ${text}`);
  return found;
}
