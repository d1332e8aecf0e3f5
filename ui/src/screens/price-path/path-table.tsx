/** The price path in figures: the same as the picture, for those who read rather than look. */

import { useStageName } from "@/components/stage";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { OrderPath, OrderRow, PathPoint } from "@/platform";

/** Only where something changed that a person would name: the limit, the stage, or whether there is a book. */
export function changes(points: PathPoint[]): PathPoint[] {
  return points.filter((point, i) => {
    const before = points[i - 1];
    if (!before || i === points.length - 1) return true;
    const book = (one: PathPoint) => `${one.bid === null}${one.ask === null}`;
    return before.limit !== point.limit || before.stage !== point.stage || book(before) !== book(point);
  });
}

export function PathTable({ order, path, height }: { order: OrderRow; path: OrderPath; height: number }) {
  const t = useText();
  const { n, time } = useFormat();
  const name = useStageName();
  const show = (price: string | null) => (price === null ? "—" : n.centsBare(price, 1));
  const rows = [
    ...changes(path.points).map((point) => ({ ...point, later: false })),
    ...path.ahead.map((point) => ({ ...point, bid: null, ask: null, later: true })),
  ].reverse();
  return (
    <section
      aria-label={t("path.table")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached with the keyboard
      tabIndex={0}
      className="overflow-y-auto"
      style={{ height }}
    >
      <table className="w-full border-collapse text-small">
        <caption className="sr-only">{t("path.table")}</caption>
        <thead className="sticky top-0 bg-surface text-label text-text-3">
          <tr>
            <th scope="col" className="h-6 text-left font-medium">
              {t("orders.eventTime")}
            </th>
            <th scope="col" className="text-right font-medium">
              {t("orders.eventAge")}
            </th>
            <th scope="col" className="pl-4 text-left font-medium">
              {t("orders.stage")}
            </th>
            <th scope="col" className="text-right font-medium">
              {t("path.limit")}
            </th>
            <th scope="col" className="text-right font-medium">
              {t("orders.book")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={`${row.later}${row.at}`}
              className={`border-hairline border-t ${row.later ? "text-text-3" : ""}`}
            >
              <td className="h-6">
                <When at={row.at}>{`${time.day(row.at)} ${time.minute(row.at)}`}</When>
              </td>
              <td className="text-right">{time.hours(row.at - order.signalAt)}</td>
              <td className="pl-4">
                {row.stage} {name(row.stage, order.side)}
              </td>
              <td className="text-right">{show(row.limit)}</td>
              <td className="text-right">
                {row.later ? t("path.ifStays") : `${show(row.bid)} / ${show(row.ask)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
