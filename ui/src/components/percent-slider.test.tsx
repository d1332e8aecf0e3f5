import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { PercentSlider, percentText, placeOf, tenthsAt, tenthsOf } from "./percent-slider";

describe("the slider's scale", () => {
  it("is p = 0.1 · 200^t", () => {
    expect(placeOf(1)).toBe(0);
    expect(placeOf(200)).toBe(1);
    // 2 %: log 20 / log 200.
    expect(placeOf(20)).toBeCloseTo(0.5654, 4);
    expect(tenthsAt(0)).toBe(1);
    expect(tenthsAt(1)).toBe(200);
    expect(tenthsAt(0.5)).toBe(14);
  });

  it("comes back to every percentage that can be chosen", () => {
    for (let tenths = 1; tenths <= 200; tenths++) expect(tenthsAt(placeOf(tenths))).toBe(tenths);
  });

  it("stays within its ends", () => {
    expect(tenthsAt(-3)).toBe(1);
    expect(tenthsAt(7)).toBe(200);
  });

  it("reads and writes percentages", () => {
    expect(percentText(20)).toBe("2.0");
    expect(percentText(1)).toBe("0.1");
    expect(tenthsOf("2")).toBe(20);
    expect(tenthsOf("2.50")).toBe(25);
    expect(tenthsOf("0.1")).toBe(1);
    for (const bad of ["0", "0.05", "20.1", "2.55", "abc", ""]) expect(tenthsOf(bad)).toBeNull();
  });
});

function Held() {
  const [tenths, setTenths] = useState(20);
  return (
    <PercentSlider
      label="Share"
      valueText={`${percentText(tenths)} percent`}
      tenths={tenths}
      onChange={setTenths}
    />
  );
}

describe("the slider on the keyboard", () => {
  it("moves by 0.1, doubles, halves, and goes to its ends", async () => {
    const user = userEvent.setup();
    render(<Held />);
    const slider = screen.getByRole("slider", { name: "Share" });
    slider.focus();
    const now = () => Number(slider.getAttribute("aria-valuenow"));
    await user.keyboard("{ArrowRight}");
    expect(now()).toBe(2.1);
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(now()).toBe(1.9);
    await user.keyboard("{PageUp}");
    expect(now()).toBe(3.8);
    await user.keyboard("{PageDown}{PageDown}");
    expect(now()).toBe(1);
    await user.keyboard("{End}{ArrowRight}");
    expect(now()).toBe(20);
    await user.keyboard("{Home}{ArrowLeft}");
    expect(now()).toBe(0.1);
    expect(slider).toHaveAttribute("aria-valuetext", "0.1 percent");
  });
});
