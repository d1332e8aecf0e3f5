import { render } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import type { OrderPath, OrderRow } from "@/platform";
import { BUY_PATH, BUY as FED, SALE as KESTREL, NOW, SALE_PATH } from "@/test/paths";
import { geometryOf, HEAD } from "./geometry";
import { Book } from "./layers";
import { Ladder, Marks } from "./lines";
import { PathWords } from "./words";

const HOUR = 3_600_000;
/** Its bound is near enough to be in the picture. */
const SALE = { ...KESTREL, bound: "0.66" };

function draw(order: OrderRow, path: OrderPath) {
  const geometry = geometryOf({ order, path, now: NOW, width: 568, height: 284 });
  const { container } = render(
    <I18nextProvider i18n={i18n}>
      <svg>
        <title>path</title>
        <Book order={order} path={path} geometry={geometry} />
        <Marks order={order} geometry={geometry} />
        <Ladder order={order} path={path} geometry={geometry} />
        <PathWords order={order} path={path} marks={[]} geometry={geometry} />
      </svg>
    </I18nextProvider>,
  );
  return { container, geometry };
}

describe("a price path", () => {
  it("hatches beyond the only side of a book, up to where the other would be", () => {
    const at = (hours: number, bid: string | null, ask: string | null) => ({
      at: FED.signalAt + hours * HOUR,
      bid,
      ask,
      limit: "0.58",
      stage: 1,
    });
    const points = [at(0, "0.57", "0.59"), at(2, "0.57", null), at(4, null, null), at(5, null, "0.6")];
    const { container, geometry } = draw(FED, { order: FED.id, points, ahead: [] });
    const hatched = [...container.querySelectorAll("[data-one-sided]")].map((one) => [
      one.getAttribute("data-one-sided"),
      one.getAttribute("d"),
    ]);
    const x = (hours: number) => geometry.x(FED.signalAt + hours * HOUR).toFixed(1);
    // Without an ask from the bid up to the head; without a bid from the ask down to the axis; without both, nothing.
    expect(hatched).toEqual([
      [
        "ask",
        `M${x(5)} ${geometry.y(60).toFixed(1)}H${geometry.x(geometry.end).toFixed(1)}V${geometry.bottom.toFixed(1)}H${x(5)}Z`,
      ],
      ["bid", `M${x(2)} ${geometry.y(57).toFixed(1)}H${x(4)}V${HEAD.toFixed(1)}H${x(2)}Z`],
    ]);
  });

  it("of a sale is the mirror image: the trader's price above, the bound below, the allowed range under the bid", () => {
    const { container, geometry } = draw(SALE, SALE_PATH);
    const text = (start: RegExp) =>
      Number(
        [...container.querySelectorAll("text")]
          .find((one) => start.test(one.textContent ?? ""))
          ?.getAttribute("y"),
      );
    expect(text(/sold at/)).toBeLessThan(text(/^Min price/));
    expect(geometry.y(Number(SALE.bound) * 100)).toBeGreaterThan(geometry.y(Number(SALE.bid) * 100));
    const range = container.querySelector('rect[fill="var(--warn)"]');
    expect(Number(range?.getAttribute("y"))).toBeCloseTo(geometry.y(Number(SALE.bid) * 100), 3);
  });

  it("has no allowed range where the market is beyond the bound", () => {
    const away = { ...FED, bound: "0.59" };
    const { container } = draw(away, BUY_PATH);
    expect(Number(away.ask)).toBeGreaterThan(Number(away.bound));
    expect(container.querySelector('rect[fill="var(--warn)"]')).toBeNull();
    expect(container).toHaveTextContent("Max price: 59.0¢");
  });

  it("points at a bound that is out of the picture", () => {
    const far = { ...FED, bound: "0.99" };
    const { container } = draw(far, BUY_PATH);
    expect(container).toHaveTextContent("↑ Max price: 99.0¢");
    const down = { ...SALE, bound: "0.01" };
    expect(draw(down, SALE_PATH).container).toHaveTextContent("↓ Min price: 1.0¢");
  });
});
