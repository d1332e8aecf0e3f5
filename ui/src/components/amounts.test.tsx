import { render } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import { WinBar } from "@/screens/figures/bars";
import { Made } from "./amounts";

const shown = (value: string, digits = 2) => {
  const { container } = render(
    <I18nextProvider i18n={i18n}>
      <Made value={value} digits={digits} triangle />
    </I18nextProvider>,
  );
  const made = container.firstElementChild;
  return {
    text: made?.textContent?.trim(),
    gain: made?.classList.contains("text-gain"),
    loss: made?.classList.contains("text-loss"),
  };
};

describe("money made or lost", () => {
  it("has neither colour nor triangle where it reads as zero", () => {
    expect(shown("0.004")).toEqual({ text: "0.00", gain: false, loss: false });
    expect(shown("-0.004")).toEqual({ text: "0.00", gain: false, loss: false });
    expect(shown("0.4", 0)).toEqual({ text: "0", gain: false, loss: false });
    expect(shown("0.01")).toMatchObject({ text: "+0.01", gain: true });
    expect(shown("-0.01")).toMatchObject({ text: "\u22120.01", loss: true });
  });
});

describe("a win rate's dot", () => {
  it("lies whole within its plot at either end", () => {
    for (const percent of ["0", "100"]) {
      const { container } = render(
        <WinBar wins={{ won: 0, of: 20, percent, low: "0", high: "100" }} width={96} />,
      );
      const dot = container.querySelector("circle");
      const [x, r] = [Number(dot?.getAttribute("cx")), Number(dot?.getAttribute("r")) + 0.75];
      expect(x - r).toBeGreaterThanOrEqual(0);
      expect(x + r).toBeLessThanOrEqual(96);
    }
  });
});
