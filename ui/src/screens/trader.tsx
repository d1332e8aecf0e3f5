/** A trader's page: what they made and how, what they hold, and the sheet that follows them. The sheet pushes, it does not cover. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Copy, SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Made, Missing } from "@/components/amounts";
import { Card } from "@/components/card";
import { OutcomeChip } from "@/components/outcome";
import { PnlChart } from "@/components/pnl-chart";
import { Avatar } from "@/components/trader-tag";
import { Button, IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Failure, Skeleton } from "@/components/ui/states";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { word } from "@/i18n/words";
import { useFollowOf, useTrader } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { TraderPage, TraderPosition, TraderTrade } from "@/platform";
import { FollowSheet } from "./follow-sheet";

const route = getRouteApi("/trader/$address");

export function TraderScreen() {
  const { address } = route.useParams();
  const { follow } = route.useSearch();
  const navigate = useNavigate();
  const page = useTrader(address);
  if (page.isPending) return <Skeleton />;
  if (page.isError) {
    return (
      <>
        <h1 className="sr-only">{address}</h1>
        <Failure error={page.error} onRetry={() => void page.refetch()} />
      </>
    );
  }
  const open = follow === true && !page.data.own;
  const show = (next: boolean) =>
    void navigate({
      to: "/trader/$address",
      params: { address },
      search: next ? { follow: true } : {},
      replace: true,
    });
  return (
    <div
      className={
        open ? "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_400px]" : "grid min-h-0 flex-1 grid-cols-1"
      }
    >
      <Page page={page.data} open={open} onFollow={() => show(true)} />
      {open && <FollowSheet key={page.data.address} page={page.data} onClose={() => show(false)} />}
    </div>
  );
}

function Page({ page, open, onFollow }: { page: TraderPage; open: boolean; onFollow(): void }) {
  return (
    <section
      aria-label={page.name}
      className="@container flex min-h-0 min-w-0 flex-col gap-4 overflow-y-auto px-4 py-4 wide:px-6"
    >
      <Head page={page} open={open} onFollow={onFollow} />
      <Figures page={page} />
      <Curve page={page} />
      <Positions page={page} />
      <Trades page={page} />
    </section>
  );
}

function Head({ page, open, onFollow }: { page: TraderPage; open: boolean; onFollow(): void }) {
  const { t } = useTranslation();
  const { n, time } = useFormat();
  const navigate = useNavigate();
  const say = useLive((live) => live.say);
  const follow = useFollowOf(page.address);
  const short = `${page.address.slice(0, 6)}…${page.address.slice(-4)}`;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <IconButton
        label={t("trader.back")}
        className="-mr-1 -ml-2"
        onClick={() => void navigate({ to: "/leaderboard" })}
      >
        <ArrowLeft aria-hidden size={16} />
      </IconButton>
      <Avatar name={page.name} address={page.address} size="l" />
      <div className="min-w-0 flex-1">
        <h1 className="flex min-w-0 items-center gap-2 font-semibold text-page tracking-[-.015em]">
          <span className="truncate">{page.name}</span>
          {page.categories.slice(0, 3).map(({ category, percent }, i) => (
            <span
              key={category}
              title={t("trader.categoryTitle")}
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
          <span className="selectable font-mono text-small" title={page.address}>
            {short}
          </span>
          <IconButton
            label={t("action.copyAddress")}
            className="size-5"
            onClick={() =>
              void navigator.clipboard?.writeText(page.address).then(() => say(t("toast.copiedAddress")))
            }
          >
            <Copy aria-hidden size={12} />
          </IconButton>
          {page.since !== null && (
            <When at={page.since}>{t("trader.since", { month: time.month(page.since) })}</When>
          )}
        </div>
      </div>
      {page.own ? (
        <p className="max-w-60 text-small text-text-2">{t("trader.own")}</p>
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
    <div className="min-w-0" title={about}>
      <dt className="truncate font-medium text-label text-text-3">{label}</dt>
      <dd className="whitespace-nowrap font-semibold text-lead">{children}</dd>
    </div>
  );
}

function Figures({ page }: { page: TraderPage }) {
  const { t } = useTranslation();
  const { n, time } = useFormat();
  const why = t("leaderboard.noFigure");
  const figure = (value: string | null, show: (value: string) => string) =>
    value === null ? <Missing why={why} /> : show(value);
  return (
    <dl className="grid grid-cols-4 gap-x-4 gap-y-3 @3xl:grid-cols-8">
      <Figure label={t("trader.pnlMonth")} about={t("trader.pnlTitle")}>
        <Made value={page.pnlMonth} unit digits={0} />
      </Figure>
      <Figure label={t("trader.pnlAll")} about={t("trader.pnlTitle")}>
        <Made value={page.pnlAll} unit digits={0} />
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
        {figure(page.drawdown, (value) => n.percent(value))}
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

function Curve({ page }: { page: TraderPage }) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const points = page.curve.filter((point): point is { at: number; value: number } => point.value !== null);
  if (points.length < 2) return <p className="text-text-3">{t("trader.noCurve")}</p>;
  const values = points.map((point) => point.value);
  const dollars = (value: number | undefined) => n.usdSigned(String(Math.round(value ?? 0)), 0);
  const label = t("trader.curve", {
    from: dollars(values[0]),
    to: dollars(values.at(-1)),
    low: dollars(Math.min(...values)),
    high: dollars(Math.max(...values)),
  });
  return <PnlChart points={points} label={label} />;
}

const HEAD = "h-7 px-2 text-left font-medium text-label text-text-3 first:pl-4 last:pr-4";
const CELL = "h-8 px-2 whitespace-nowrap first:pl-4 last:pr-4";

function Positions({ page }: { page: TraderPage }) {
  const { t } = useTranslation();
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
          <span className="truncate" title={position.market}>
            {position.market}
          </span>
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

function Trades({ page }: { page: TraderPage }) {
  const { t } = useTranslation();
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
  const { t } = useTranslation();
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
            title={word(t, "tradeKind", trade.kind)}
          >
            {word(t, "tradeKind", trade.kind)}
          </span>
          <OutcomeChip name={trade.outcome} index={trade.outcomeIndex} />
        </span>
      </td>
      <td className={CELL}>
        <div className="truncate" title={trade.market}>
          {trade.market}
        </div>
      </td>
      <td className={`${CELL} text-right`}>{n.shares(trade.shares)}</td>
      <td className={`${CELL} text-right`}>
        {trade.price === null ? <Missing /> : n.centsBare(trade.price, 1)}
      </td>
    </tr>
  );
}
