/** What a trader holds and has traded lately. */

import { Made, Missing } from "@/components/amounts";
import { Card } from "@/components/card";
import { MarketName } from "@/components/market-name";
import { OutcomeChip } from "@/components/outcome";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { TraderPage, TraderPosition, TraderTrade } from "@/platform";

const HEAD = "h-7 px-2 text-left font-medium text-label text-text-3 first:pl-4 last:pr-4";
const CELL = "h-8 px-2 whitespace-nowrap first:pl-4 last:pr-4";

export function Positions({ page }: { page: TraderPage }) {
  const t = useText();
  const { n } = useFormat();
  const note =
    page.positions.length > 0
      ? t("trader.positionsWorth", { count: page.positions.length, value: n.usd(page.positionsValue, 0) })
      : null;
  return (
    <Card title={t("trader.positions")} note={note} className="shrink-0">
      {page.positions.length === 0 ? (
        <p className="px-4 pb-4 text-text-3">{t("trader.noPositions")}</p>
      ) : (
        <table className="mb-1 w-full table-fixed border-collapse text-small">
          <thead>
            <tr>
              <th className={HEAD}>{t("trader.market")}</th>
              <th className={`${HEAD} w-22 text-right`}>{t("trader.shares")}</th>
              <th className={`${HEAD} w-16 text-right @max-lg:hidden`}>{t("trader.cost")}</th>
              <th className={`${HEAD} w-18 text-right`}>{t("trader.now")}</th>
              <th className={`${HEAD} w-20 text-right @max-xl:hidden`}>{t("trader.value")}</th>
              <th className={`${HEAD} w-26 text-right`}>{t("trader.pnl")}</th>
            </tr>
          </thead>
          <tbody>
            {page.positions.map((position) => (
              <PositionRow key={`${position.market}/${position.outcomeIndex}`} position={position} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function PositionRow({ position }: { position: TraderPosition }) {
  const { n } = useFormat();
  return (
    <tr className="border-hairline border-t">
      <td className={CELL}>
        <span className="flex min-w-0 items-center gap-2">
          <OutcomeChip name={position.outcome} index={position.outcomeIndex} />
          <MarketName name={position.market} condition={position.condition} base={32} />
        </span>
      </td>
      <td className={`${CELL} text-right`}>{n.shares(position.shares)}</td>
      <td className={`${CELL} text-right text-text-2 @max-lg:hidden`}>
        {n.centsBare(position.averageCost, 1)}
      </td>
      <td className={`${CELL} text-right`}>{n.centsBare(position.price, 1)}</td>
      <td className={`${CELL} text-right @max-xl:hidden`}>{n.plain(position.value, 0)}</td>
      <td className={`${CELL} text-right`}>
        <Made value={position.pnl} digits={0} />
      </td>
    </tr>
  );
}

export function Trades({ page }: { page: TraderPage }) {
  const t = useText();
  return (
    <Card title={t("trader.recent")} className="shrink-0">
      {page.tradesRecent.length === 0 ? (
        <p className="px-4 pb-4 text-text-3">{t("trader.noTrades")}</p>
      ) : (
        <table className="mb-1 w-full table-fixed border-collapse text-small">
          <thead>
            <tr>
              <th className={`${HEAD} w-24`}>{t("trader.time")}</th>
              <th className={`${HEAD} w-32`}>{t("trader.side")}</th>
              <th className={HEAD}>{t("trader.market")}</th>
              <th className={`${HEAD} w-22 text-right`}>{t("trader.shares")}</th>
              <th className={`${HEAD} w-20 text-right`}>{t("trader.price")}</th>
            </tr>
          </thead>
          <tbody>
            {page.tradesRecent.map((trade, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two equal rows of one order are two trades
              <TradeRow key={`${trade.at}/${trade.market}/${i}`} trade={trade} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function TradeRow({ trade }: { trade: TraderTrade }) {
  const t = useText();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return (
    <tr className="border-hairline border-t">
      <td className={`${CELL} text-text-2`}>
        <When at={trade.at}>{time.near(trade.at, now)}</When>
      </td>
      <td className={CELL}>
        <span className="flex items-center gap-1.5">
          <span
            className="w-[44px] shrink-0 truncate font-semibold text-label text-text-2"
            data-tip={word(t, "tradeKind", trade.kind)}
          >
            {word(t, "tradeKind", trade.kind)}
          </span>
          <OutcomeChip name={trade.outcome} index={trade.outcomeIndex} />
        </span>
      </td>
      <td className={CELL}>
        <MarketName name={trade.market} condition={trade.condition} base={32} />
      </td>
      <td className={`${CELL} text-right`}>{n.shares(trade.shares)}</td>
      <td className={`${CELL} text-right`}>
        {trade.price === null ? <Missing /> : n.centsBare(trade.price, 1)}
      </td>
    </tr>
  );
}
