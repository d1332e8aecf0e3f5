/** Who a trader is and what they made: name, figures, curve. */

import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Copy, SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { Made, Missing } from "@/components/amounts";
import { PnlChart } from "@/components/chart/pnl-chart";
import { OpenPage } from "@/components/open-page";
import { Avatar } from "@/components/trader-tag";
import { Button, IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { FailureLine, Skeleton } from "@/components/ui/states";
import { When } from "@/components/when";
import { shortAddress } from "@/format/address";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFillTimes } from "@/live/fills";
import { useTraderCurve } from "@/live/market";
import { useFollowOf } from "@/live/queries";
import { useLive } from "@/live/store";
import type { Period, TraderPage } from "@/platform";
import { PeriodSwitch } from "@/screens/figures/period-switch";
import { You } from "@/screens/leaderboard/columns";

function Back() {
  const t = useText();
  const navigate = useNavigate();
  return (
    <IconButton
      label={t("trader.back")}
      className="-mr-1 -ml-2"
      onClick={() => void navigate({ to: "/leaderboard" })}
    >
      <ArrowLeft aria-hidden size={16} />
    </IconButton>
  );
}

interface WaitingHeadProps {
  address: string;
  name: string;
  open: boolean;
  onFollow(): void;
}

/** The head while the page is on its way: who it will be, and a Follow that is kept until it is there. */
export function WaitingHead({ address, name, open, onFollow }: WaitingHeadProps) {
  const t = useText();
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Back />
      <Avatar name={name} address={address} size="l" />
      <h1 className="min-w-0 flex-1 truncate font-semibold text-page tracking-[-.015em]">{name}</h1>
      {!open && (
        <Button look="primary" onClick={onFollow}>
          {t("trader.follow")}
        </Button>
      )}
    </div>
  );
}

export function Head({ page, open, onFollow }: { page: TraderPage; open: boolean; onFollow(): void }) {
  const t = useText();
  const { n, time } = useFormat();
  const say = useLive((live) => live.say);
  const follow = useFollowOf(page.address);
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Back />
      <Avatar name={page.name} address={page.address} size="l" />
      <div className="min-w-0 flex-1">
        <h1 className="flex min-w-0 items-center gap-2 font-semibold text-page tracking-[-.015em]">
          <span className="truncate">{page.name}</span>
          {page.own && <You />}
          {page.categories.slice(0, 3).map(({ category, percent }, i) => (
            <span
              key={category}
              data-tip={t("trader.categoryTitle")}
              className={cn(
                "numeric inline-flex h-5 shrink-0 items-center rounded-chip bg-raised px-1.5 font-medium text-label text-text-2 tracking-normal",
                i > 0 && "@max-3xl:hidden",
              )}
            >
              {word(t, "category", category)} {n.percent(String(percent), 0)}
            </span>
          ))}
          {follow && (
            <span className="numeric inline-flex h-5 shrink-0 items-center rounded-chip px-1.5 font-medium text-accent text-label tracking-normal tint-accent">
              {follow.status === "off"
                ? t("trader.followingOff")
                : t("trader.following", { percentage: n.percent(follow.settings.percentage) })}
            </span>
          )}
        </h1>
        <div className="flex items-center gap-1.5 whitespace-nowrap text-text-3">
          <span className="selectable font-mono text-small" data-tip={page.address}>
            {shortAddress(page.address)}
          </span>
          <IconButton
            label={t("action.copyAddress")}
            className="size-5"
            onClick={() =>
              void navigator.clipboard
                ?.writeText(page.address)
                .then(() => say((t) => t("toast.copiedAddress")))
            }
          >
            <Copy aria-hidden size={12} />
          </IconButton>
          <OpenPage small page={{ kind: "trader", address: page.address }} />
          {page.since !== null && (
            <When at={page.since}>{t("trader.since", { month: time.month(page.since) })}</When>
          )}
        </div>
      </div>
      {page.own ? (
        <p className="shrink-0 text-small text-text-2">{t("trader.own")}</p>
      ) : (
        !open && (
          <Button
            look={follow ? "default" : "primary"}
            icon={follow && <SlidersHorizontal aria-hidden size={14} />}
            onClick={onFollow}
          >
            {t(follow ? "trader.edit" : "trader.follow")}
          </Button>
        )
      )}
    </div>
  );
}

function Figure({ label, about, children }: { label: string; about?: string; children: ReactNode }) {
  return (
    <div className="min-w-0" data-tip={about}>
      <dt className="truncate font-medium text-label text-text-3">{label}</dt>
      <dd className="whitespace-nowrap font-semibold text-lead">{children}</dd>
    </div>
  );
}

/** What a curve that was read elsewhere on the page came to. */
function useMade(address: string, period: Period): string | null {
  const curve = useTraderCurve(address, period, false);
  return curve.isPlaceholderData ? null : (curve.data?.made ?? null);
}

export function Figures({ page }: { page: TraderPage }) {
  const t = useText();
  const { n, time } = useFormat();
  const why = t("leaderboard.noFigure");
  const figure = (value: string | null, show: (value: string) => string) =>
    value === null ? <Missing why={why} /> : show(value);
  // Where the picture below has read it since, its figure is this one: a moment later it is another.
  const month = useMade(page.address, "month") ?? page.pnlMonth;
  const all = useMade(page.address, "all") ?? page.pnlAll;
  return (
    <dl className="grid grid-cols-4 gap-x-4 gap-y-3 @3xl:grid-cols-8">
      <Figure label={t("trader.pnlMonth")} about={t("trader.pnlTitle")}>
        <Made value={month} unit digits={0} />
      </Figure>
      <Figure label={t("trader.pnlAll")} about={t("trader.pnlTitle")}>
        <Made value={all} unit digits={0} />
      </Figure>
      <Figure label={t("trader.roi")} about={t("leaderboard.roiTitle")}>
        {figure(page.roi, (value) => n.percent(value))}
      </Figure>
      <Figure label={t("trader.win")} about={t("leaderboard.winTitle")}>
        {figure(page.winRate, (value) => n.percent(value))}{" "}
        {page.winRateOf !== null && (
          <small className="font-normal text-label text-text-3">
            {t("trader.of", { n: n.count(page.winRateOf) })}
          </small>
        )}
      </Figure>
      <Figure label={t("trader.drawdown")} about={t("leaderboard.drawdownTitle")}>
        {figure(page.drawdown, (value) => n.compactUsd(value))}{" "}
        {page.drawdownPercent !== null && (
          <small className="font-normal text-label text-text-3">{n.percent(page.drawdownPercent)}</small>
        )}
      </Figure>
      <Figure label={t("trader.held")} about={t("trader.heldTitle")}>
        {page.holdingMedian === null ? <Missing why={why} /> : time.rough(page.holdingMedian)}
      </Figure>
      <Figure label={t("trader.volume")}>{figure(page.volume, (value) => n.compactUsd(value))}</Figure>
      <Figure label={t("trader.trades")}>
        {page.trades === null ? <Missing why={why} /> : n.count(page.trades)}
      </Figure>
    </dl>
  );
}

export function Curve({ page }: { page: TraderPage }) {
  const t = useText();
  const { n } = useFormat();
  const [period, setPeriod] = useState<Period>("month");
  const curve = useTraderCurve(page.address, period);
  const points = (curve.data?.points ?? []).flatMap(({ at, value }) =>
    value === null ? [] : [{ at, value }],
  );
  const values = points.map((point) => point.value);
  const fills = useFillTimes(curve.data?.points[0]?.at, page.address);
  const dollars = (value: number | undefined) => n.usdSigned(String(Math.round(value ?? 0)), 0);
  const made = curve.data?.made ?? null;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex items-center justify-between gap-3">
        <span className="numeric flex items-baseline gap-2 text-small text-text-2">
          {t(`trader.made.${period}`)}
          <Made value={made} unit className="font-medium text-body" />
        </span>
        <PeriodSwitch value={period} onChange={setPeriod} />
      </div>
      {points.length >= 2 ? (
        <PnlChart
          place="trader"
          points={points}
          fills={fills}
          last={made === null ? undefined : n.usdSigned(made)}
          label={t("trader.curveOf", {
            period: t(`trader.made.${period}`),
            from: dollars(values[0]),
            to: dollars(values.at(-1)),
            low: dollars(Math.min(...values)),
            high: dollars(Math.max(...values)),
          })}
        />
      ) : curve.isPending ? (
        <Skeleton rows={4} className="py-3" />
      ) : curve.isError && !curve.data ? (
        <FailureLine error={curve.error} />
      ) : (
        <p className="py-6 text-text-3">{t("trader.noCurve")}</p>
      )}
    </div>
  );
}
