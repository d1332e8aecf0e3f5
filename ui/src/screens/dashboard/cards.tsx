/**
 * The dashboard's two lists: what each trader made or lost, and where the working orders stand. Each is drawn again when its own part of
 * the answer is another one, not with every price that moves.
 */

import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { Made } from "@/components/amounts";
import { Card } from "@/components/card";
import { CountdownShape, StageChip, useStageName } from "@/components/stage";
import { Avatar } from "@/components/trader-tag";
import { useReaches } from "@/components/ui/breakpoint";
import { Bar } from "@/components/ui/meter";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { Dashboard } from "@/platform";
import { MadeBar } from "@/screens/figures/bars";

const LINK = "font-medium text-accent text-small hover:underline";
const HEAD = "h-6 font-medium text-label text-text-3";

export const TradersCard = memo(function TradersCard({
  traders,
  period,
}: Pick<Dashboard, "traders" | "period">) {
  const t = useText();
  const { n } = useFormat();
  const results = traders.map((one) => Number(one.pnl));
  const said = (pnl: string) =>
    t(signOf(pnl) > 0 ? "following.earned" : signOf(pnl) < 0 ? "following.lost" : "following.even");
  return (
    <Card
      title={t("performance.byTrader")}
      note={t(`dashboard.byTraderNote.${period}`)}
      aside={
        <Link to="/performance" search={{ period: period }} className={LINK}>
          {t("nav.performance")}
        </Link>
      }
    >
      {traders.length === 0 ? (
        <p className="px-4 pb-4 text-text-3">{t("performance.nothing")}</p>
      ) : (
        <div className="px-4 pb-3">
          <table className="w-full table-fixed border-collapse">
            <thead>
              <tr>
                <th scope="col" className={`${HEAD} text-left`}>
                  {t("history.trader")}
                </th>
                <th scope="col" className={`${HEAD} w-22 whitespace-nowrap text-right`}>
                  {t("performance.pnlColumn")}
                </th>
                <td className="w-31 pl-4 wide:w-34 wide:pl-6" />
                <th scope="col" className={`${HEAD} w-13 whitespace-nowrap text-right max-wide:hidden`}>
                  {t("history.fills")}
                </th>
                <th
                  scope="col"
                  className={`${HEAD} w-20 whitespace-nowrap text-right wide:w-23`}
                  data-tip={t("history.slippageTitle")}
                >
                  {t("dashboard.slippageColumn")}
                </th>
              </tr>
            </thead>
            <tbody>
              {traders.map((one) => (
                <tr key={one.address} className="border-hairline border-t">
                  <td className="h-8 low:h-6.5">
                    <Link
                      to="/history"
                      search={{ trader: one.address }}
                      className="flex min-w-0 items-center gap-1.5 hover:underline"
                      data-tip={one.name}
                    >
                      <Avatar name={one.name} address={one.address} />
                      <span className="truncate">
                        <b className="font-medium">{one.name}</b>{" "}
                        <span className="text-text-2">{said(one.pnl)}</span>
                      </span>
                    </Link>
                  </td>
                  <td className="whitespace-nowrap text-right font-medium">
                    <Made value={one.pnl} />
                  </td>
                  <td className="pl-4 wide:pl-6">
                    <MadeBar value={one.pnl} most={Math.max(...results)} least={Math.min(...results)} />
                  </td>
                  <td className="text-right text-text-2 max-wide:hidden">{n.count(one.fills)}</td>
                  <td className="text-right text-text-2">
                    {one.slippage === null ? "—" : n.centsSignedBare(one.slippage)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
});

interface WorkingCardProps extends Pick<Dashboard, "stages" | "next"> {
  count: number;
  /** What these orders may still spend. */
  reserved: string;
}

export const WorkingCard = memo(function WorkingCard({ stages, next, count, reserved }: WorkingCardProps) {
  const t = useText();
  const { n } = useFormat();
  const reaches = useReaches();
  const most = Math.max(0.01, ...stages.map((one) => Number(one.reserved)));
  return (
    <Card
      title={t("dashboard.working")}
      // An amount that is cut at the card's edge would be another amount.
      note={
        reaches("wide")
          ? t("dashboard.workingNote", { count, amount: n.usd(reserved) })
          : t("dashboard.workingCount", { count })
      }
      aside={
        <Link to="/orders" className={LINK}>
          {t("nav.orders")}
        </Link>
      }
    >
      <ul className="grid gap-1 px-4 pb-3">
        {stages.map((one) => (
          <li key={one.stage} className="grid grid-cols-[124px_20px_minmax(0,1fr)_auto] items-center gap-2">
            <StageChip stage={one.stage} side="BUY" idle={one.orders === 0} className="w-31" />
            <span className={`numeric text-right ${one.orders > 0 ? "font-medium" : "text-text-3"}`}>
              {one.orders}
            </span>
            <Bar
              percent={(100 * Number(one.reserved)) / most}
              tone={one.stage >= 4 ? "warn" : "accent"}
              className="bg-transparent"
            />
            <span className="numeric text-right text-text-2">
              {signOf(one.reserved) > 0
                ? n.usd(one.reserved)
                : one.sales > 0
                  ? t("dashboard.sales", { count: one.sales })
                  : "—"}
            </span>
          </li>
        ))}
      </ul>
      <Next next={next} />
    </Card>
  );
});

function Next({ next }: Pick<Dashboard, "next">) {
  const t = useText();
  const { time } = useFormat();
  const name = useStageName();
  const span = useFrame((frame) => (next ? time.clockSpan(next.at - frame.now) : ""));
  if (!next) return null;
  return (
    <Link
      to="/orders"
      search={{ order: next.order }}
      className="mx-4 mt-auto mb-3 flex items-center gap-2 border-hairline border-t pt-3 text-small hover:underline"
    >
      <CountdownShape stage={next.stage - 1} elapsed={0.6} />
      <span className="min-w-0 truncate text-text-2">
        {t("dashboard.next", { stage: name(next.stage, next.side), trader: next.trader })}
      </span>
      <b role="timer" aria-live="off" className="ml-auto whitespace-nowrap font-medium">
        {t("dashboard.nextIn", { span })}
      </b>
    </Link>
  );
}
