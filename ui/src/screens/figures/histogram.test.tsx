import { render } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { describe, expect, it } from "vitest";
import { LETTER_PX } from "@/components/chart/parts";
import { i18n } from "@/i18n";
import type { SlippageBin } from "@/platform";
import { Histogram } from "./histogram";

/** A bar for each half cent from two cents better to two worse. */
const BINS: SlippageBin[] = Array.from({ length: 8 }, (_, i) => ({
  from: String((i - 4) / 200),
  to: String((i - 3) / 200),
  fills: i + 1,
}));

/** From where to where its words stand, by their anchor. */
function extent(text: Element | undefined): [number, number] | null {
  if (!text) return null;
  const x = Number(text.getAttribute("x"));
  const wide = (text.textContent ?? "").length * LETTER_PX;
  const anchor = text.getAttribute("text-anchor");
  return anchor === "end" ? [x - wide, x] : [x, x + wide];
}

describe("the slippage of fills", () => {
  it("puts the mean's words over nothing, wherever the mean lies", () => {
    for (const mean of ["-0.02", "-0.01", "-0.002", "0", "0.002", "0.012", "0.02"]) {
      const { container, unmount } = render(
        <I18nextProvider i18n={i18n}>
          <Histogram bins={BINS} mean={mean} />
        </I18nextProvider>,
      );
      const width = Number(container.querySelector("svg")?.getAttribute("width"));
      const texts = [...container.querySelectorAll("text")];
      const words = extent(texts.find((one) => one.textContent?.startsWith("size-weighted mean")));
      const better = extent(texts.find((one) => one.textContent === "better"));
      expect(words, mean).not.toBeNull();
      expect(words?.[0], mean).toBeGreaterThanOrEqual(0);
      expect(words?.[1], mean).toBeLessThanOrEqual(width);
      if (better && words) expect(better[1] <= words[0] || better[0] >= words[1], mean).toBe(true);
      unmount();
    }
  });
});
