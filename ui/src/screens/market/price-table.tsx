/** Prices, fills and trades in figures, newest first: the same as the picture, for those who read rather than look. */

import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { MarketChart } from "@/platform";
import { useDeed } from "./use-deed";

/** So many prices are told; all fills and trades are. */
const PRICES_MOST = 48;

export function PriceTable({ chart, height }: { chart: MarketChart; height: number }) {
  const t = useText();
  const { n, time } = useFormat();
  const deed = useDeed();
  const every = Math.max(1, Math.ceil(chart.points.length / PRICES_MOST));
  const prices = chart.points
    .filter((_, i) => (chart.points.length - 1 - i) % every === 0)
    .map((point) => ({
      key: `price ${point.at}`,
      at: point.at,
      what: t("market.price"),
      price: point.price,
    }));
  const marks = [
    ...chart.fills.map((trade) => ({ kind: "fill" as const, trade, count: 1 })),
    ...chart.trades.map((trade) => ({ kind: "trade" as const, trade, count: 1 })),
  ].map((mark, i) => ({ key: `mark ${i}`, at: mark.trade.at, what: deed(mark), price: mark.trade.price }));
  const rows = [...prices, ...marks].sort((a, b) => b.at - a.at);
  return (
    <section
      aria-label={t("market.table")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached with the keyboard
      tabIndex={0}
      className="overflow-y-auto"
      style={{ height }}
    >
      <table className="w-full border-collapse text-small">
        <caption className="sr-only">{t("market.table")}</caption>
        <thead className="sticky top-0 bg-bg text-label text-text-3">
          <tr>
            <th scope="col" className="h-6 w-36 text-left font-medium">
              {t("market.when")}
            </th>
            <th scope="col" className="text-left font-medium">
              {t("market.what")}
            </th>
            <th scope="col" className="w-20 text-right font-medium">
              {t("market.bookPrice")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="border-hairline border-t">
              <td className="h-6 text-text-2">
                <When at={row.at}>{time.moment(row.at)}</When>
              </td>
              <td className={row.key.startsWith("price") ? "text-text-3" : ""}>{row.what}</td>
              <td className="numeric text-right">{n.centsBare(row.price)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
