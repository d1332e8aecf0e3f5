/** The sign of an event: its shape says the kind, so that a column of them can be read down. */
import {
  ArrowDownUp,
  Ban,
  CircleCheck,
  CirclePlay,
  CircleSlash,
  CircleX,
  Clock,
  Eye,
  Flag,
  Info,
  OctagonX,
  Scale,
  ShieldX,
  TriangleAlert,
  UserCheck,
  Zap,
} from "lucide-react";
import type { ReactNode } from "react";
import type { ActivityEntry } from "@/platform";

const svg = (children: ReactNode) => (
  <svg aria-hidden="true" width="14" height="14" viewBox="0 0 14 14" className="shrink-0">
    {children}
  </svg>
);

const look = { "aria-hidden": true, size: 14, strokeWidth: 2, className: "shrink-0" } as const;
const tinted = (tone: string) => ({ ...look, className: `shrink-0 ${tone}` });

/** A purchase comes from below, a sale from above. */
const PLACED = svg(<path d="M7 2l5 9H2z" fill="var(--accent)" />);
const PLACED_SALE = svg(<path d="M7 12l5-9H2z" fill="var(--accent)" />);
const REPRICED = svg(
  <circle cx="7" cy="7" r="3" fill="var(--surface)" stroke="var(--accent)" strokeWidth="1.75" />,
);
const PART = svg(
  <>
    <circle cx="7" cy="7" r="5.5" fill="none" stroke="var(--text)" strokeWidth="1.5" />
    <path d="M7 3.2a3.8 3.8 0 0 1 0 7.6z" fill="var(--text)" />
  </>,
);
const WHOLE = svg(
  <>
    <circle cx="7" cy="7" r="6.25" fill="var(--text)" />
    <path d="M4 7.2l2.2 2.2L10.2 5" fill="none" stroke="var(--surface)" strokeWidth="1.75" />
  </>,
);
const SIGNAL = svg(<circle cx="7" cy="7" r="4" fill="var(--text)" />);

function orderIcon(detail: string, entry: ActivityEntry): ReactNode {
  if (detail === "opened" || detail === "placed") return entry.side === "SELL" ? PLACED_SALE : PLACED;
  if (detail === "live") return <CirclePlay {...tinted("text-text-3")} />;
  if (detail === "refused") return <ShieldX {...tinted("text-loss")} />;
  if (detail === "unknown") return <Eye {...tinted("text-warn")} />;
  if (detail === "waiting") return <Clock {...tinted("text-warn")} />;
  const reason = entry.facts.find(({ name }) => name === "code")?.value;
  if (detail === "ended") return reason === "filled" ? WHOLE : <Ban {...tinted("text-text-2")} />;
  return <CircleCheck {...tinted("text-text-3")} />;
}

function fillIcon(entry: ActivityEntry): ReactNode {
  const fact = (name: string) => entry.facts.find((one) => one.name === name)?.value;
  return fact("filled") !== undefined && fact("filled") === fact("of") ? WHOLE : PART;
}

export function EventIcon({ entry }: { entry: ActivityEntry }): ReactNode {
  const detail = entry.detail ?? "";
  switch (entry.kind) {
    case "signal":
      return SIGNAL;
    case "skip":
      return <CircleSlash {...tinted("text-text-2")} />;
    case "noted":
      return <Info {...tinted("text-text-3")} />;
    case "order":
      return orderIcon(detail, entry);
    case "price":
      return REPRICED;
    case "fill":
      return fillIcon(entry);
    case "cancel":
      return <CircleX {...tinted("text-text-2")} />;
    case "conversion":
      return <Zap {...tinted("text-warn")} />;
    case "settlement":
      return detail === "failed" ? (
        <ArrowDownUp {...tinted("text-loss")} />
      ) : (
        <Scale {...tinted("text-text-3")} />
      );
    case "resolution":
    case "redeemed":
    case "resolution_corrected":
      return <Flag {...tinted("text-text-2")} />;
    case "follow":
      return <UserCheck {...tinted("text-text-2")} />;
    case "moved":
    case "given":
      return <Scale {...tinted("text-text-2")} />;
    case "lifted":
      return <CirclePlay {...tinted("text-text-2")} />;
    case "trader_moved":
      return <ArrowDownUp {...tinted("text-text-2")} />;
    case "control":
      return <OctagonX {...tinted("text-text-2")} />;
    default:
      return <TriangleAlert {...tinted("text-warn")} />;
  }
}
