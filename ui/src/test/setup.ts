/** What a browser has and jsdom has not, as far as the components need it. */
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import { i18n, load } from "@/i18n";
import { useLive } from "@/live/store";
import { useTables } from "@/live/tables";

// Whether something is hidden is asked of the style of each of its parents, which takes most of a test's time; what a
// dialog covers is tested in a browser. And a busy machine is no failure.
configure({ defaultHidden: true, asyncUtilTimeout: 30_000 });

class NoResizes implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= NoResizes;
Element.prototype.scrollIntoView ??= () => undefined;
Element.prototype.scrollTo ??= () => undefined;
Element.prototype.setPointerCapture ??= () => undefined;
Element.prototype.hasPointerCapture ??= () => false;
Element.prototype.getAnimations ??= () => [];

// There is no layout: lists that draw only what is in view get a window of this size, and rows of one height.
const sizes: [string, (element: Element) => number][] = [
  ["clientHeight", () => 800],
  ["clientWidth", () => 1000],
  ["offsetHeight", (element) => (element.hasAttribute("data-index") ? 45 : 800)],
  ["offsetWidth", () => 1000],
];
for (const [name, size] of sizes) {
  Object.defineProperty(HTMLElement.prototype, name, {
    configurable: true,
    get(this: Element) {
      return size(this);
    },
  });
}
window.scrollTo = () => undefined;

window.matchMedia ??= (query: string): MediaQueryList =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  }) as MediaQueryList;

// A worker goes through several files: each begins in English, whatever the one before it ended in.
await load("fr");
await i18n.changeLanguage("en");

// As wide as a table with all of its columns.
window.innerWidth = 1600;

const untouched = useLive.getInitialState();

beforeEach(() => {
  useLive.setState(untouched, true);
  useTables.setState({ layouts: {}, views: [] });
  localStorage.clear();
});

afterEach(() => {
  cleanup();
  window.location.hash = "";
});
