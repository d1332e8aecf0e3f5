import { createEvent, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { I18nextProvider } from "react-i18next";
import { describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import { PathChart } from "@/screens/price-path/path-chart";
import { BUY, BUY_PATH, NOW } from "@/test/paths";
import { PnlChart } from "./pnl-chart";

const HOUR = 3_600_000;
const BEGAN = Date.UTC(2026, 9, 5);
const POINTS = Array.from({ length: 97 }, (_, i) => ({ at: BEGAN + i * HOUR, value: i - 40 }));

const CHARTS: [string, () => ReactElement][] = [
  ["the profit curve", () => <PnlChart place="test" points={POINTS} label="chart" />],
  [
    "an order's path",
    () => (
      <PathChart
        order={BUY}
        events={[]}
        path={BUY_PATH}
        now={NOW}
        width={552}
        height={284}
        picked={null}
        onPick={() => undefined}
      />
    ),
  ],
];

function draw(chart: ReactElement) {
  render(<I18nextProvider i18n={i18n}>{chart}</I18nextProvider>);
  return screen.getByRole("img");
}

/** What is drawn of it, without the numbers that only this drawing has. */
const picture = (chart: Element) => chart.innerHTML.replace(/_r_\w+_|«\w+»/g, "");
const reset = () => screen.queryByRole("button", { name: "Reset zoom" });

function wheel(chart: Element, deltaY: number): boolean {
  const turn = createEvent.wheel(chart, { deltaY, clientX: 200, cancelable: true });
  fireEvent(chart, turn);
  return turn.defaultPrevented;
}

describe.each(CHARTS)("%s", (_, chart) => {
  it("draws nearer with the wheel, and back; a page that scrolls past it goes on scrolling", () => {
    const drawn = draw(chart());
    const whole = picture(drawn);
    expect(wheel(drawn, 200)).toBe(false);
    expect(picture(drawn)).toBe(whole);
    expect(reset()).toBeNull();
    expect(wheel(drawn, -400)).toBe(true);
    expect(picture(drawn)).not.toBe(whole);
    expect(reset()).not.toBeNull();
    expect(wheel(drawn, 2000)).toBe(true);
    expect(picture(drawn)).toBe(whole);
    expect(reset()).toBeNull();
  });

  it("shows the part that is dragged over, in either direction; a press is no drag", async () => {
    const user = userEvent.setup();
    const drawn = draw(chart());
    const whole = picture(drawn);
    const drag = (from: number, to: number) => {
      fireEvent.pointerDown(drawn, { button: 0, pointerId: 1, clientX: from });
      fireEvent.pointerMove(drawn, { pointerId: 1, clientX: to });
      fireEvent.pointerUp(drawn, { pointerId: 1, clientX: to });
      fireEvent.pointerLeave(drawn);
    };
    drag(150, 152);
    expect(reset()).toBeNull();
    drag(150, 300);
    const part = picture(drawn);
    expect(part).not.toBe(whole);
    await user.click(reset() as HTMLElement);
    expect(picture(drawn)).toBe(whole);
    drag(300, 150);
    expect(picture(drawn)).toBe(part);
    fireEvent.doubleClick(drawn);
    expect(picture(drawn)).toBe(whole);
  });

  it("draws nearer and back by the keys, and keeps them from the page only where they did something", () => {
    const drawn = draw(chart());
    const whole = picture(drawn);
    const press = (key: string): boolean => !fireEvent.keyDown(drawn, { key });
    expect(["-", "0", "Escape"].map(press)).toEqual([false, false, false]);
    for (const key of ["Escape", "0"]) {
      expect(press("+")).toBe(true);
      expect(press("=")).toBe(true);
      expect(picture(drawn)).not.toBe(whole);
      expect(press(key)).toBe(true);
      expect(picture(drawn)).toBe(whole);
    }
    press("+");
    expect(press("-")).toBe(true);
    expect(reset()).toBeNull();
    expect(picture(drawn)).toBe(whole);
  });
});
