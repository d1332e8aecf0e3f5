/** The book from 0 to 100 cents with the test order in it: that it stands far from where anybody trades. */

import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { TestOrderPreview } from "@/platform";

const WIDTH = 296;
const MARGIN = 12;
/** Bars stand on it. */
const BASE = 176;
const TALLEST = 120;
const MARKS = [0, 25, 50, 75, 100];

/** Where a price stands, 0 to 1. */
const across = (price: string): number => MARGIN + (WIDTH - 2 * MARGIN) * Number(price);

export function TestBook({ order }: { order: TestOrderPreview }) {
  const t = useText();
  const { n } = useFormat();
  const { bids, asks, bestBid, bestAsk } = order;
  const most = Math.max(...[...bids, ...asks].map(({ shares }) => Number(shares)), 1);
  const tall = (shares: string) => (Number(shares) / most) * TALLEST;
  const here = across(order.price);
  const price = n.cents(order.price);
  const distance = n.cents(order.distance);
  // The distance is drawn to the bid where there is one, and the arrows need room.
  const to = bestBid === null ? null : across(bestBid) - 2;
  const label =
    bestBid === null ? t("setup.test.bookNoBid", { price }) : t("setup.test.book", { price, distance });
  // Labels of a bid far on the left, or an ask far on the right, turn round.
  const bidLeft = bestBid !== null && across(bestBid) > WIDTH / 2 - 30;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} 226`}
      className="w-full border-hairline border-t px-4 pt-1 text-label"
    >
      {MARKS.map((mark) => {
        const x = across(String(mark / 100));
        return (
          <g key={mark}>
            <line x1={x} x2={x} y1="28" y2={BASE} stroke="var(--hairline)" />
            <text
              x={x}
              y={BASE + 16}
              fill="var(--text-3)"
              textAnchor={mark === 0 ? "start" : mark === 100 ? "end" : "middle"}
            >
              {n.cents(String(mark / 100)).replace(/[.,]0/, "")}
            </text>
          </g>
        );
      })}
      <line x1={MARGIN} x2={WIDTH - MARGIN} y1={BASE} y2={BASE} stroke="var(--border)" />
      {bids.map(({ price: at, shares }) => (
        <rect
          key={`bid ${at}`}
          x={across(at) - 2}
          y={BASE - tall(shares)}
          width="3.5"
          height={tall(shares)}
          fill="var(--text-2)"
          opacity=".75"
        />
      ))}
      {asks.map(({ price: at, shares }) => (
        <rect
          key={`ask ${at}`}
          x={across(at)}
          y={BASE - tall(shares)}
          width="3.5"
          height={tall(shares)}
          fill="var(--text-2)"
          opacity=".35"
        />
      ))}
      {bestBid !== null && (
        <text
          x={bidLeft ? across(bestBid) - 4 : across(bestBid)}
          y={bestAsk !== null && !bidLeft ? 10 : 22}
          textAnchor={bidLeft ? "end" : "start"}
          fill="var(--text-2)"
        >
          {t("setup.test.bid", { price: n.cents(bestBid) })}
        </text>
      )}
      {bestAsk !== null && (
        <text
          x={across(bestAsk) > WIDTH - 70 ? WIDTH - MARGIN : across(bestAsk) + 4}
          y={across(bestAsk) > WIDTH - 70 ? 10 : 22}
          textAnchor={across(bestAsk) > WIDTH - 70 ? "end" : "start"}
          fill="var(--text-2)"
        >
          {t("setup.test.ask", { price: n.cents(bestAsk) })}
        </text>
      )}
      <path d={`M${here} ${BASE - 4}V46`} stroke="var(--accent)" strokeWidth="1.5" />
      <path d={`M${here} ${BASE - 2}l-5-9h10z`} fill="var(--accent)" />
      <text x={here + 8} y="54" fill="var(--accent)" fontWeight="600">
        {t("setup.test.mark", { price })}
      </text>
      {to !== null && to - here > 24 && (
        <>
          <path d={`M${here + 4} ${BASE + 28}H${to}`} stroke="var(--control)" />
          <path
            d={`M${here + 8} ${BASE + 25}l-4 3 4 3M${to - 4} ${BASE + 25}l4 3-4 3`}
            fill="none"
            stroke="var(--control)"
          />
          <text x={(here + to) / 2} y={BASE + 44} textAnchor="middle" fill="var(--text-2)">
            {t("setup.test.away", { distance })}
          </text>
        </>
      )}
    </svg>
  );
}
