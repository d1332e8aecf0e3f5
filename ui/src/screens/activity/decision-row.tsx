/** One decision: a line, and below it, when open, the gates it passed. */

import { Check, CircleSlash, Hourglass, Scissors, ShieldX, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useMemo } from "react";
import { MarketName } from "@/components/market-name";
import { OpenableRow } from "@/components/openable-row";
import { OutcomeChip } from "@/components/outcome";
import { TraderTag } from "@/components/trader-tag";
import { useReaches } from "@/components/ui/breakpoint";
import { cn } from "@/components/ui/cn";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { didText, weText } from "@/i18n/decision";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { DecisionRow, DecisionVerdict } from "@/platform";
import { DecisionDetails } from "./decision-details";

const ICON = { "aria-hidden": true, size: 14, strokeWidth: 2, className: "shrink-0" } as const;
const VERDICTS: Record<DecisionVerdict, { icon: ReactNode; tone: string }> = {
  copied: { icon: <Check {...ICON} />, tone: "text-accent" },
  adjusted: { icon: <Scissors {...ICON} />, tone: "text-warn" },
  skipped: { icon: <CircleSlash {...ICON} />, tone: "text-text-2" },
  refused: { icon: <ShieldX {...ICON} />, tone: "text-loss" },
  waiting: { icon: <Hourglass {...ICON} />, tone: "text-text-2" },
  yours: { icon: <UserRound {...ICON} />, tone: "text-text-2" },
};

/** The sign, the word and the colour of what was decided. */
export function VerdictMark({ verdict, calm = false }: { verdict: DecisionVerdict; calm?: boolean }) {
  const t = useText();
  const { icon, tone } = VERDICTS[verdict];
  return (
    <span className={cn("flex min-w-0 items-center gap-1.5", calm ? "text-warn" : tone)}>
      {icon}
      <span className="truncate">{word(t, "verdict", verdict)}</span>
    </span>
  );
}

/** The width of each column as the program has it: in a narrow window, in a wide one, and in a huge one where it is another. */
const WIDTHS: Record<string, [narrow: string, wide: string, huge?: string]> = {
  time: ["72px", "76px", "96px"],
  verdict: ["82px", "88px", "120px"],
  trader: ["36px", "36px", "minmax(0,180px)"],
  did: ["132px", "136px", "minmax(0,200px)"],
  market: ["minmax(168px,1fr)", "minmax(168px,1fr)"],
  // What was done stands near what it was done to, however wide the window is.
  we: ["minmax(0,192px)", "minmax(0,212px)", "minmax(0,0.9fr)"],
  after: ["40px", "44px", "64px"],
  number: ["64px", "64px"],
  category: ["88px", "96px"],
};

/** The columns of the decisions; what opens a row stands before them. */
export function useDecisionColumns(): Column<DecisionRow>[] {
  const t = useText();
  const format = useFormat();
  return useMemo(() => {
    const { time, n } = format;
    const column = (
      id: string,
      header: string,
      cell: (row: DecisionRow) => ReactNode,
    ): Column<DecisionRow> => ({
      id,
      header,
      cell,
    });
    return [
      column("time", t("activity.time"), (row) => <Noticed row={row} />),
      // A limit that the user set is a rule at work, and no alarm.
      column("verdict", t("decisions.decision"), (row) => (
        <VerdictMark verdict={row.verdict} calm={row.verdict === "refused" && row.reason === "limit"} />
      )),
      {
        // Until the window is huge the tile: the room is the question's.
        ...column("trader", t("activity.trader"), (row) =>
          row.verdict === "yours" ? (
            <span className="truncate font-medium">{t("leaderboard.you")}</span>
          ) : (
            <TraderTag
              name={row.trader}
              address={row.traderAddress}
              size="s"
              className="max-huge:**:data-name:sr-only"
            />
          ),
        ),
        header: <span className="max-huge:sr-only">{t("activity.trader")}</span>,
        name: t("activity.trader"),
      },
      {
        ...column("did", t("decisions.did"), (row) => {
          const did = didText(t, format, row);
          return (
            <span className="numeric truncate" data-tip={did}>
              {did}
            </span>
          );
        }),
        numeric: true,
      },
      {
        ...column("market", t("activity.market"), (row) => (
          <span className="flex min-w-0 items-center gap-2">
            <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
            <MarketName
              name={row.outcome === "" ? t("decisions.marketUnread") : row.market}
              base={32}
              className={row.outcome === "" ? "text-text-3" : ""}
            />
          </span>
        )),
        grows: true,
      },
      column("we", t("decisions.we"), (row) => {
        const we = weText(t, format, row);
        return (
          <span className="numeric truncate text-text-2" data-tip={we}>
            {we}
          </span>
        );
      }),
      {
        ...column("after", t("decisions.after"), (row) => (
          <span className="numeric text-text-3" data-tip={t("decisions.afterTitle")}>
            {row.after === null ? "—" : time.lag(row.after)}
          </span>
        )),
        numeric: true,
      },
      {
        ...column("number", t("decisions.numberColumn"), (row) => (
          <span className="numeric text-text-2">{n.count(row.seq)}</span>
        )),
        numeric: true,
        optional: true,
      },
      {
        ...column("category", t("decisions.category"), (row) => (
          <span className="truncate text-text-2">
            {row.category ? word(t, "category", row.category) : "—"}
          </span>
        )),
        optional: true,
      },
    ];
  }, [t, format]);
}

function Noticed({ row }: { row: DecisionRow }) {
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return (
    <When at={row.at} className="truncate text-text-2">
      {now - row.at < 86_400_000 ? time.second(row.at) : time.near(row.at, now)}
    </When>
  );
}

/** How the columns share a line's width. */
export function useTracks(columns: Column<DecisionRow>[]): string {
  const reaches = useReaches();
  const own = (id: string) => {
    const [narrow, wide, huge = wide] = WIDTHS[id] ?? ["88px", "88px"];
    return reaches("huge") ? huge : reaches("wide") ? wide : narrow;
  };
  const track = ({ id, width }: Column<DecisionRow>) => (width === undefined ? own(id) : `${width}px`);
  return ["14px", ...columns.map(track)].join(" ");
}

const LINE = "grid items-center gap-2.5 px-4 wide:px-6";

export function DecisionHead({ columns, tracks }: { columns: Column<DecisionRow>[]; tracks: string }) {
  return (
    <div className={cn(LINE, "h-7")} style={{ gridTemplateColumns: tracks }}>
      <span />
      {columns.map(({ id, header, numeric }) => (
        <span key={id} data-column={id} className={cn("truncate", numeric && "text-right")}>
          {header}
        </span>
      ))}
    </div>
  );
}

interface DecisionLineProps {
  row: DecisionRow;
  columns: Column<DecisionRow>[];
  tracks: string;
  open: boolean;
  /** What a closed line is high, px. */
  height: number;
  onToggle(): void;
}

export function DecisionLine({ row, columns, tracks, open, height, onToggle }: DecisionLineProps) {
  return (
    <OpenableRow
      id={row.seq}
      market={row.condition}
      open={open}
      onToggle={onToggle}
      below={<DecisionDetails row={row} />}
      style={{ minHeight: height - 1, gridTemplateColumns: tracks }}
      className={LINE}
    >
      {columns.map((column) => (
        <span key={column.id} className={cn("flex min-w-0", column.numeric && "justify-end")}>
          {column.cell(row)}
        </span>
      ))}
    </OpenableRow>
  );
}
