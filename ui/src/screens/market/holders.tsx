/** The copied traders who hold some of it: as a table, or, in a narrow column, a block each. */

import { Link } from "@tanstack/react-router";
import { Made, Missing } from "@/components/amounts";
import { Card } from "@/components/card";
import { OutcomeChip } from "@/components/outcome";
import { TraderTag } from "@/components/trader-tag";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { MarketHolder, MarketPage } from "@/platform";

const HEAD = "h-6 px-2 text-left font-medium text-label text-text-3 first:pl-4 last:pr-4";
const CELL = "h-8 px-2 whitespace-nowrap first:pl-4 last:pr-4";

export function Holders({ page, narrow = false }: { page: MarketPage; narrow?: boolean }) {
  const t = useText();
  const { holders, copied } = page;
  const note =
    holders.length > 0
      ? t("market.holdersOf", { holding: new Set(holders.map((one) => one.address)).size, count: copied })
      : null;
  return (
    <Card title={t("market.holders")} note={note} className="shrink-0">
      {holders.length === 0 ? (
        <p className="px-4 pb-3 text-text-3">
          {t(copied === 0 ? "market.holdersNobody" : "market.holdersNone")}
        </p>
      ) : narrow ? (
        <ul className="px-4 pb-2">
          {holders.map((holder) => (
            <Block key={`${holder.address}/${holder.outcomeIndex}`} holder={holder} />
          ))}
        </ul>
      ) : (
        <table className="mb-1 w-full table-fixed border-collapse">
          <thead>
            <tr>
              <th className={HEAD}>{t("market.trader")}</th>
              <th className={`${HEAD} w-17`}>{t("market.holds")}</th>
              <th className={`${HEAD} w-23 text-right`}>{t("market.shares")}</th>
              <th className={`${HEAD} w-15 text-right`}>{t("market.average")}</th>
              <th className={`${HEAD} w-23 text-right`}>{t("market.pnl")}</th>
              <th className={`${HEAD} w-46`}>{t("market.last")}</th>
            </tr>
          </thead>
          <tbody>
            {holders.map((holder) => (
              <tr key={`${holder.address}/${holder.outcomeIndex}`} className="border-hairline border-t">
                <td className={CELL}>
                  <Name holder={holder} />
                </td>
                <td className={CELL}>
                  <OutcomeChip name={holder.outcome} index={holder.outcomeIndex} />
                </td>
                <td className={`${CELL} text-right`}>
                  <Figure value={holder.shares} />
                </td>
                <td className={`${CELL} text-right text-text-2`}>
                  <Average holder={holder} />
                </td>
                <td className={`${CELL} text-right`}>
                  <Made value={holder.pnl} />
                </td>
                <td className={`${CELL} truncate text-small text-text-2`}>
                  <Last holder={holder} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Name({ holder }: { holder: MarketHolder }) {
  return (
    <Link
      to="/trader/$address"
      params={{ address: holder.address }}
      className="inline-flex min-w-0 max-w-full rounded-chip hover:underline"
    >
      <TraderTag name={holder.name} address={holder.address} />
    </Link>
  );
}

function Figure({ value }: { value: string }) {
  const { n } = useFormat();
  return <span className="numeric">{n.shares(value)}</span>;
}

function Average({ holder }: { holder: MarketHolder }) {
  const t = useText();
  const { n } = useFormat();
  if (holder.averageCost === null) return <Missing why={t("market.averageUnknown")} />;
  return <span className="numeric">{n.centsBare(holder.averageCost, 1)}</span>;
}

function Last({ holder: { last } }: { holder: MarketHolder }) {
  const t = useText();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  if (last === null) return <span className="text-text-3">{t("market.lastNone")}</span>;
  return (
    <span className="numeric">
      {t(last.bought ? "market.bought" : "market.sold", { shares: n.shares(last.shares) })},{" "}
      <When at={last.at}>{time.near(last.at, now)}</When>
    </span>
  );
}

function Block({ holder }: { holder: MarketHolder }) {
  const t = useText();
  const { n } = useFormat();
  const { last } = holder;
  return (
    <li className="grid gap-1 border-hairline border-t py-2.5 first:border-t-0 first:pt-0">
      <div className="flex min-w-0 items-center gap-2">
        <Name holder={holder} />
        <OutcomeChip name={holder.outcome} index={holder.outcomeIndex} />
        <Made value={holder.pnl} unit className="ml-auto font-medium" />
      </div>
      <div className="numeric flex justify-between gap-2 text-small text-text-2">
        <span>
          {holder.averageCost === null
            ? n.shares(holder.shares)
            : t("market.atPrice", { shares: n.shares(holder.shares), price: n.cents(holder.averageCost, 1) })}
        </span>
        <span className="truncate">
          <Last holder={holder} />
        </span>
      </div>
      <p className="text-small text-text-3">
        {[
          holder.active
            ? t("market.copiedAt", { percent: n.percent(holder.percentage) })
            : t("market.copyOff"),
          ...(last === null ? [] : [word(t, "verdict", last.verdict).toLowerCase()]),
        ].join(" · ")}
      </p>
    </li>
  );
}
