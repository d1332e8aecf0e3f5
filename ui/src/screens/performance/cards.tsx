/** The tables of the performance screen: results by trader, what copying cost, and in which stage it filled. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Made } from "@/components/amounts";
import { StageChip } from "@/components/stage";
import { TraderTag } from "@/components/trader-tag";
import { cn } from "@/components/ui/cn";
import { Bar } from "@/components/ui/meter";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { Performance, TraderResult } from "@/platform";
import { FEW, MadeBar, WinBar } from "@/screens/figures/bars";

const HEAD = "h-6 font-medium text-label text-text-3";

export function Results({ traders }: { traders: TraderResult[] }) {
  const t = useText();
  const { n } = useFormat();
  const results = traders.map((one) => Number(one.pnl));
  if (traders.length === 0) return <p className="px-4 pb-4 text-text-3">{t("performance.nothing")}</p>;
  return (
    <div className="px-4 pb-2">
      <table className="w-full border-collapse">
        <thead>
          <tr>
            <th scope="col" className={cn(HEAD, "text-left")}>
              {t("history.trader")}
            </th>
            <th scope="col" className={cn(HEAD, "whitespace-nowrap text-right")}>
              {t("performance.pnlColumn")}
            </th>
            <td className="w-23 pl-3" />
            <th
              scope="col"
              className={cn(HEAD, "w-26 whitespace-nowrap text-center")}
              data-tip={t("performance.intervalTitle")}
            >
              {t("performance.interval")}
            </th>
            <th scope="col" className={cn(HEAD, "text-right")}>
              {t("performance.won")}
            </th>
          </tr>
        </thead>
        <tbody>
          {traders.map((one) => (
            <tr key={one.address} className="border-hairline border-t">
              <td className="h-8 w-full max-w-0">
                <Link to="/history" search={{ trader: one.address }} className="hover:underline">
                  <TraderTag name={one.name} address={one.address} />
                </Link>
              </td>
              <td className="whitespace-nowrap text-right">
                <Made value={one.pnl} />
              </td>
              <td className="pl-3">
                <MadeBar
                  value={one.pnl}
                  most={Math.max(...results)}
                  least={Math.min(...results)}
                  width={68}
                />
              </td>
              <td className="px-1">
                <WinBar wins={one.wins} />
              </td>
              <td className="whitespace-nowrap text-right">
                <span className={one.wins.of < FEW ? "text-text-3" : "font-medium"}>
                  {one.wins.percent === null ? "—" : n.percent(one.wins.percent)}
                </span>{" "}
                <span className="text-small text-text-3">{t("performance.of", { count: one.wins.of })}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Figure({ label, note, children }: { label: string; note?: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-label text-text-3">{label}</dt>
      <dd className="font-medium">
        {children}
        {note && <span className="ml-1.5 font-normal text-small text-text-3">{note}</span>}
      </dd>
    </div>
  );
}

export function Costs({ figures }: { figures: Performance }) {
  const t = useText();
  const { n, time } = useFormat();
  const most = Math.max(0.01, ...figures.feeDays.map((day) => Number(day.fees)));
  const bps = (value: string | null) => (value === null ? "" : t("history.bps", { bps: n.plain(value, 0) }));
  return (
    <div className="flex flex-wrap items-end gap-x-10 gap-y-3 px-4 pb-3">
      <dl className="flex flex-wrap gap-x-10 gap-y-2">
        <Figure label={t("performance.realised")}>
          <Made value={figures.realised} unit />
        </Figure>
        <Figure label={t("performance.open")}>
          <Made value={figures.open} unit />
        </Figure>
        <Figure label={t("performance.fees")} note={bps(figures.feesBps)}>
          {n.usd(figures.fees)}
        </Figure>
        <Figure label={t("performance.slippageCost")} note={bps(figures.slippageBps)}>
          {n.usdSigned(figures.slippageUsd)}
        </Figure>
      </dl>
      {figures.feeDays.length > 1 && (
        <figure className="min-w-60 flex-1">
          <figcaption className="text-label text-text-3">
            {t("performance.feeDays", {
              from: time.day(figures.feeDays[0]?.at ?? 0),
              to: time.day(figures.feeDays.at(-1)?.at ?? 0),
              most: n.usd(String(most)),
            })}
          </figcaption>
          <div className="mt-1 flex h-9 items-end gap-px">
            {figures.feeDays.map((day) => (
              <span
                key={day.at}
                data-tip={`${time.day(day.at)}: ${n.usd(day.fees)}`}
                className="min-w-0.5 flex-1 rounded-t-[1px] bg-text-2"
                style={{ height: `${Math.max(6, (100 * Number(day.fees)) / most)}%` }}
              />
            ))}
          </div>
        </figure>
      )}
    </div>
  );
}

export function StageFills({ figures }: { figures: Performance }) {
  const t = useText();
  const { n } = useFormat();
  const missed = figures.ordersEnded - figures.ordersFilled;
  const most = Math.max(1, missed, ...figures.stages.map((one) => one.fills));
  return (
    <div className="px-4 pb-3">
      <table className="w-full border-collapse">
        <thead>
          <tr>
            <th scope="col" className={cn(HEAD, "w-33 text-left")}>
              {t("history.stage")}
            </th>
            <td />
            <th scope="col" className={cn(HEAD, "w-12 whitespace-nowrap pl-2 text-right")}>
              {t("history.fills")}
            </th>
            <th
              scope="col"
              className={cn(HEAD, "w-16 whitespace-nowrap pl-2 text-right")}
              data-tip={t("history.slippageTitle")}
            >
              {t("history.slippage")}
            </th>
          </tr>
        </thead>
        <tbody>
          {figures.stages.map((one) => (
            <tr key={one.stage}>
              <td className="h-6">
                <StageChip stage={one.stage} side="BUY" idle={one.fills === 0} className="w-31" />
              </td>
              <td className="w-full px-2">
                <Bar
                  percent={(100 * one.fills) / most}
                  tone={one.stage >= 4 ? "warn" : "accent"}
                  className="bg-transparent"
                />
              </td>
              <td className="text-right font-medium">{n.count(one.fills)}</td>
              <td className="text-right text-text-2">
                {one.slippage === null ? "—" : n.centsSignedBare(one.slippage)}
              </td>
            </tr>
          ))}
          <tr>
            <td className="h-6 text-text-2">{t("performance.notFilled")}</td>
            <td className="w-full px-2">
              <Bar percent={(100 * missed) / most} className="bg-transparent" />
            </td>
            <td className="text-right font-medium">{n.count(missed)}</td>
            <td className="text-right text-text-3">—</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
