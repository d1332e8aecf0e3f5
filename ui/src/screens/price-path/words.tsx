/** The words of a price path: whose price, the bound, what the fills came to. */

import type { Box, Label } from "@/components/chart/labels";
import { placed } from "@/components/chart/labels";
import { HALO } from "@/components/chart/parts";
import { isOwnClose } from "@/components/own-close";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { OrderPath, OrderRow } from "@/platform";
import type { Geometry } from "./geometry";
import { centsOf, HEAD } from "./geometry";
import type { Mark } from "./marks";

interface Words extends Label {
  fill: string;
  weight: number;
}

interface WordsProps {
  order: OrderRow;
  path: OrderPath;
  marks: Mark[];
  geometry: Geometry;
}

/** A fill's sign covers so much around its middle. */
const SIGN_PX = 8;
/** Shares of a part are told where the last ones were told so far before. */
const APART_PX = 44;

/** Heights around a line: below it, above it, and further. */
const around = (line: number, below: boolean): number[] =>
  below ? [line + 15, line - 7, line + 29, line - 21] : [line - 7, line + 15, line - 21, line + 29];

export function PathWords({ order, path, marks, geometry }: WordsProps) {
  const t = useText();
  const { n, time } = useFormat();
  const { x, y, plotWidth, bottom, boundShown } = geometry;
  const buys = order.side === "BUY";
  const first = y(centsOf(order.firstPrice));
  const bound = boundShown ? y(centsOf(order.bound)) : buys ? HEAD : bottom;
  const inPlot = (place: number) => Math.min(plotWidth - 8, Math.max(8, place));

  const fills: Words[] = [];
  let told = -APART_PX;
  for (const mark of marks) {
    const place = inPlot(x(mark.at));
    const height = y(mark.cents);
    const style = { fill: "var(--text)", weight: 600, key: `fill ${mark.seq}` };
    if (mark.kind === "filled") {
      const after = place < plotWidth * 0.5;
      fills.push({
        ...style,
        text: t("path.done", {
          shares: n.shares(mark.shares ?? "0"),
          price: n.cents(mark.price ?? "0", 1),
          age: time.hourSpan(mark.at - order.signalAt),
        }),
        x: place + (after ? 13 : -13),
        anchor: after ? "start" : "end",
        places: [height + 4, height + 20, height - 12, height + 34, height - 26],
      });
    } else if (mark.kind === "part" && place - told > APART_PX) {
      told = place;
      const places = [height + 22, height - 13, height + 36, height - 27];
      fills.push({ ...style, text: n.shares(mark.shares ?? "0"), x: place, anchor: "middle", places });
    }
  }
  const right = plotWidth - 8;
  const boundWords: Words = {
    key: "bound",
    fill: "var(--warn)",
    weight: 500,
    text: `${boundShown ? "" : buys ? "↑ " : "↓ "}${t(buys ? "orders.boundBuy" : "orders.boundSell", { price: n.cents(order.bound) })}`,
    x: right,
    anchor: "end",
    places: around(bound, buys),
  };
  const traderWords: Words = {
    key: "trader",
    fill: "var(--text-2)",
    weight: 500,
    // Of the user's own close the trader did nothing, and its first price is none that anybody traded at.
    text: t(isOwnClose(order) ? "orders.ownCloseAt" : buys ? "orders.traderPaid" : "orders.traderGot", {
      trader: order.trader,
      price: n.cents(order.firstPrice, 1),
    }),
    x: right,
    anchor: "end",
    places: around(first, buys),
  };
  const next = path.ahead.find((point) => point.limit !== null);
  const ahead: Words[] =
    order.status === "working" && next?.limit != null
      ? [
          {
            key: "ahead",
            fill: "var(--text-3)",
            weight: 500,
            text: t("path.ifStays"),
            x: x(geometry.end) + 10,
            anchor: "start",
            places: around(y(centsOf(next.limit)), !buys),
          },
        ]
      : [];
  const labels = [...fills, boundWords, traderWords, ...ahead];
  const lines: Box[] = [first, ...(boundShown ? [bound] : [])].map((line) => ({
    left: 0,
    right: plotWidth,
    top: line - 0.5,
    bottom: line + 0.5,
  }));
  const signs: Box[] = marks
    .filter((mark) => mark.kind === "filled" || mark.kind === "part")
    .map((mark) => {
      const place = inPlot(x(mark.at));
      const height = y(mark.cents);
      return {
        left: place - SIGN_PX,
        right: place + SIGN_PX,
        top: height - SIGN_PX,
        bottom: height + SIGN_PX,
      };
    });
  const heights = placed(labels, [...lines, ...signs], { left: 0, right: plotWidth, top: HEAD - 8, bottom });
  return (
    <g>
      {labels.map(({ key, text, x: place, anchor, fill, weight }) => {
        const height = heights.get(key);
        if (height === undefined) return null;
        return (
          <text
            key={key}
            data-label={key}
            x={place}
            y={height}
            textAnchor={anchor}
            fontSize="11"
            fontWeight={weight}
            fill={fill}
            style={HALO("var(--surface)")}
          >
            {text}
          </text>
        );
      })}
    </g>
  );
}
