/** Which market the keyboard means. */

/** Of the row that has the focus, else of what is open beside the list; none where neither is of a market. */
export function marketInFocus(): string | null {
  const of = (element: Element | null | undefined) =>
    element?.getAttribute("data-market") ??
    element?.querySelector("[data-market]")?.getAttribute("data-market") ??
    null;
  return of(document.activeElement?.closest("[data-row]")) ?? of(document.querySelector("main aside"));
}
