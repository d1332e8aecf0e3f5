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
import type { ActivityEntry, OrderStepView, Side } from "@/platform";

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

function orderIcon(step: OrderStepView, side: Side | null): ReactNode {
  switch (step.name) {
    case "opened":
    case "placed":
      return side === "SELL" ? PLACED_SALE : PLACED;
    case "live":
      return <CirclePlay {...tinted("text-text-3")} />;
    case "refused":
      return <ShieldX {...tinted("text-loss")} />;
    case "unknown":
      return <Eye {...tinted("text-warn")} />;
    case "waiting":
      return <Clock {...tinted("text-warn")} />;
    case "ended":
      return step.reason === "filled" ? WHOLE : <Ban {...tinted("text-text-2")} />;
    case "closed":
    case "hastened":
    case "cut":
      return <CircleCheck {...tinted("text-text-3")} />;
    default:
      return step satisfies never;
  }
}

export function EventIcon({ entry: { event, side } }: { entry: ActivityEntry }): ReactNode {
  switch (event.kind) {
    case "signal":
      return SIGNAL;
    case "skip":
      return <CircleSlash {...tinted("text-text-2")} />;
    case "noted":
      return <Info {...tinted("text-text-3")} />;
    case "order":
      return orderIcon(event.step, side);
    case "price":
      return REPRICED;
    case "fill":
      return event.filled === event.of ? WHOLE : PART;
    case "cancel":
      return <CircleX {...tinted("text-text-2")} />;
    case "conversion":
      return <Zap {...tinted("text-warn")} />;
    case "settlement":
      return event.settlement === "failed" ? (
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
    case "halted":
    case "trouble":
      return <TriangleAlert {...tinted("text-warn")} />;
    default:
      return event satisfies never;
  }
}
