/** One decision: a line, and below it, when open, the gates it passed. */
import { Check, CircleSlash, Hourglass, Scissors, ShieldX, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MarketName } from "@/components/market-name";
import { OpenableRow } from "@/components/openable-row";
import { OutcomeChip } from "@/components/outcome";
import { TraderTag } from "@/components/trader-tag";
import { cn } from "@/components/ui/cn";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { didText, weText } from "@/i18n/decision";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { DecisionRow, DecisionVerdict } from "@/platform";
import { DecisionDetails } from "./decision-details";

export const DECISION_GRID =
  "grid grid-cols-[14px_72px_82px_96px_116px_minmax(0,1fr)_minmax(0,192px)_40px] gap-2.5 px-4 wide:px-6 wide:grid-cols-[14px_76px_88px_108px_124px_minmax(0,1fr)_minmax(0,212px)_44px]";

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
  const { t } = useTranslation();
  const { icon, tone } = VERDICTS[verdict];
  return (
    <span className={cn("flex min-w-0 items-center gap-1.5", calm ? "text-warn" : tone)}>
      {icon}
      <span className="truncate">{word(t, "verdict", verdict)}</span>
    </span>
  );
}

interface DecisionLineProps {
  row: DecisionRow;
  open: boolean;
  /** What a closed line is high, px. */
  height: number;
  onToggle(): void;
}

export function DecisionLine({ row, open, height, onToggle }: DecisionLineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { time } = format;
  const now = useFrame((frame) => frame.now);
  const did = didText(t, format, row);
  const we = weText(t, format, row);
  // Until then the market is known by its token alone, a number of 77 digits.
  const isRead = row.outcome !== "";
  return (
    <OpenableRow
      id={row.seq}
      market={row.condition}
      open={open}
      onToggle={onToggle}
      below={<DecisionDetails row={row} />}
      style={{ minHeight: height - 1 }}
      className={`${DECISION_GRID} items-center`}
    >
      <When at={row.at} className="truncate text-text-2">
        {now - row.at < 86_400_000 ? time.second(row.at) : time.near(row.at, now)}
      </When>
      {/* A limit that the user set is a rule at work, and no alarm. */}
      <VerdictMark verdict={row.verdict} calm={row.verdict === "refused" && row.reason === "limit"} />
      {row.verdict === "yours" ? (
        <span className="truncate font-medium">{t("leaderboard.you")}</span>
      ) : (
        <TraderTag name={row.trader} address={row.traderAddress} size="s" />
      )}
      <span className="numeric truncate text-right" title={did}>
        {did}
      </span>
      <span className="flex min-w-0 items-center gap-2">
        <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
        <MarketName
          name={isRead ? row.market : t("decisions.marketUnread")}
          base={32}
          className={isRead ? "" : "text-text-3"}
        />
      </span>
      <span className="numeric truncate text-text-2" title={we}>
        {we}
      </span>
      <span className="numeric text-right text-text-3" title={t("decisions.afterTitle")}>
        {row.after === null ? "—" : time.lag(row.after)}
      </span>
    </OpenableRow>
  );
}
