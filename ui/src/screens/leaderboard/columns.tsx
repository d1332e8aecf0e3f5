/** The columns of the leaderboard. */

import { useMemo } from "react";
import { Made, Missing } from "@/components/amounts";
import { Spark } from "@/components/spark";
import { Avatar } from "@/components/trader-tag";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/when";
import { compare } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { LeaderRow, TraderFlag } from "@/platform";
import { FollowButton } from ".";

/** Under this many closed positions a win rate says little: it steps back. */
const FEW = 30;

export function Flags({ flags }: { flags: TraderFlag[] }) {
  const t = useText();
  return flags.map((flag) => (
    <span
      key={flag}
      data-tip={word(t, "flagAbout", flag)}
      className="inline-flex h-4 shrink-0 items-center whitespace-nowrap rounded-chip px-1.25 font-semibold text-[10px] text-warn tint-warn"
    >
      {word(t, "flag", flag)}
    </span>
  ));
}

/** The user's own account among the others. */
export function You() {
  const t = useText();
  return (
    <span className="inline-flex h-4 shrink-0 items-center rounded-chip px-1.25 font-semibold text-[10px] text-accent tint-accent">
      {t("leaderboard.you")}
    </span>
  );
}

/** Missing figures stand below every known one. */
const by = (pick: (row: LeaderRow) => string | null) => (a: LeaderRow, b: LeaderRow) => {
  const x = pick(a);
  const y = pick(b);
  if (x === null || y === null) return (x === null ? 0 : 1) - (y === null ? 0 : 1);
  return compare(x, y);
};

function LastTrade({ at }: { at: number | null }) {
  const t = useText();
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  if (at === null) return <Missing why={t("leaderboard.noFigure")} />;
  return (
    <When at={at} className="text-text-2">
      {time.rough(now - at)}
    </When>
  );
}

function WinRate({ row }: { row: LeaderRow }) {
  const t = useText();
  const { n } = useFormat();
  const of = row.winRateOf;
  if (row.winRate === null) return <Missing why={t("leaderboard.noFigure")} />;
  const few = of !== null && of < FEW;
  return (
    <span
      className={few ? "text-text-3" : ""}
      data-tip={few ? t("leaderboard.smallSample", { n: of }) : undefined}
    >
      {n.plain(row.winRate, 1)}{" "}
      <span className="inline-block w-11 text-label text-text-3">{of === null ? "" : n.count(of)}</span>
    </span>
  );
}

export function useLeaderColumns(): Column<LeaderRow>[] {
  const t = useText();
  const { n } = useFormat();
  return useMemo(() => {
    const figure = (value: string | null, digits = 1) =>
      value === null ? <Missing why={t("leaderboard.noFigure")} /> : n.plain(value, digits);
    return [
      {
        id: "rank",
        header: t("leaderboard.rank"),
        numeric: true,
        className: "w-11 wide:w-13",
        cell: (row) => <span className="text-text-3">{row.rank}</span>,
      },
      {
        id: "trader",
        header: t("leaderboard.trader"),
        grows: true,
        cell: (row) => (
          <span className="flex min-w-0 items-center gap-2">
            <Avatar name={row.name} address={row.address} />
            <span className="truncate font-medium" data-tip={`${row.name} · ${row.address}`}>
              {row.name}
            </span>
            {row.own && <You />}
            <Flags flags={row.flags} />
          </span>
        ),
      },
      {
        id: "curve",
        header: t("leaderboard.curve"),
        title: t("leaderboard.curveTitle"),
        className: "w-18 huge:w-52",
        // A wide window gives the room to the curve, and not to the blank beside a name.
        cell: (row) => (
          <>
            <span className="huge:hidden">
              <Spark values={row.sparkline} />
            </span>
            <span className="max-huge:hidden">
              <Spark values={row.sparkline} width={188} height={24} />
            </span>
          </>
        ),
      },
      {
        id: "pnl",
        header: t("leaderboard.pnlColumn"),
        title: t("leaderboard.pnlTitle"),
        numeric: true,
        className: "w-18 huge:w-28",
        compare: by((row) => row.pnl),
        cell: (row) => <Made value={row.pnl} digits={0} className="font-medium" />,
      },
      {
        id: "roi",
        header: t("leaderboard.roi"),
        title: t("leaderboard.roiTitle"),
        numeric: true,
        className: "w-15 huge:w-24",
        compare: by((row) => row.roi),
        cell: (row) => figure(row.roi),
      },
      {
        id: "win",
        header: (
          <>
            {t("leaderboard.win")} <span className="inline-block w-11 text-right">{t("leaderboard.of")}</span>
          </>
        ),
        name: t("leaderboard.win"),
        title: t("leaderboard.winTitle"),
        numeric: true,
        className: "w-32 huge:w-36",
        compare: by((row) => row.winRate),
        cell: (row) => <WinRate row={row} />,
      },
      {
        id: "volume",
        header: t("leaderboard.volume"),
        title: t("leaderboard.volumeTitle"),
        numeric: true,
        className: "w-19 huge:w-28",
        compare: by((row) => row.volume),
        cell: (row) =>
          row.volume === null ? (
            <Missing why={t("leaderboard.noFigure")} />
          ) : (
            <span className="text-text-2">{n.compact(row.volume)}</span>
          ),
      },
      {
        id: "markets",
        header: t("leaderboard.markets"),
        title: t("leaderboard.marketsTitle"),
        numeric: true,
        className: "w-17 huge:w-24",
        from: "wide",
        compare: (a, b) => (a.markets ?? -1) - (b.markets ?? -1),
        cell: (row) => (
          <span className="text-text-2">{row.markets === null ? <Missing /> : n.count(row.markets)}</span>
        ),
      },
      {
        id: "drawdown",
        header: t("leaderboard.drawdown"),
        title: t("leaderboard.drawdownTitle"),
        numeric: true,
        className: "w-19 huge:w-28",
        compare: by((row) => row.drawdownPercent),
        // Percents alone: dollars among them would be compared with them.
        cell: (row) => {
          const amount = row.drawdown === null ? null : n.usd(row.drawdown.replace("-", ""), 0);
          if (row.drawdownPercent === null) {
            return (
              <Missing
                why={
                  amount === null ? t("leaderboard.noFigure") : t("leaderboard.drawdownUsdOnly", { amount })
                }
              />
            );
          }
          const tip = amount === null ? undefined : t("leaderboard.drawdownUsd", { amount });
          return (
            <span className="text-text-2" data-tip={tip}>
              {n.plain(row.drawdownPercent, 1)}
            </span>
          );
        },
      },
      {
        id: "last",
        header: t("leaderboard.last"),
        title: t("leaderboard.lastTitle"),
        numeric: true,
        className: "w-15 huge:w-24",
        compare: (a, b) => (a.lastTrade ?? 0) - (b.lastTrade ?? 0),
        cell: (row) => <LastTrade at={row.lastTrade} />,
      },
      {
        id: "follow",
        header: <span className="sr-only">{t("leaderboard.actions")}</span>,
        numeric: true,
        fixed: true,
        className: "w-25 wide:w-27",
        cell: (row) => <FollowButton row={row} />,
      },
    ];
  }, [t, n]);
}
