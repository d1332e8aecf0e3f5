/** What the pages of a halted engine are made of: lines that hold or do not, with the sign beside the word. */
import { Check, CircleCheck, CircleDashed, CircleX, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import type { KeyOutcome } from "@/platform";

export type Works = "yes" | "no" | "partly";

const SIGNS = {
  yes: { Sign: Check, look: "text-accent" },
  no: { Sign: X, look: "text-text-2" },
  partly: { Sign: Minus, look: "text-warn" },
};

/** One thing, whether it works, and a note. The sign is said by `said`, since it is no text. */
export function WorksRow({
  works,
  said,
  label,
  children,
}: {
  works: Works;
  said: string;
  label: string;
  children: ReactNode;
}) {
  const { Sign, look } = SIGNS[works];
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] items-start gap-x-2.5 border-hairline border-t py-2 first:border-t-0 @xs:grid-cols-[16px_minmax(0,.8fr)_minmax(0,1fr)]">
      <Sign aria-hidden size={16} className={cn("mt-0.5", look)} />
      <span className="font-medium">
        <span className="sr-only">{said}: </span>
        {label}
      </span>
      <span className="numeric text-text-2 @max-xs:col-start-2">{children}</span>
    </li>
  );
}

const RUNGS: Record<KeyOutcome, { Sign: typeof CircleCheck; look: string }> = {
  passed: { Sign: CircleCheck, look: "text-accent" },
  failed: { Sign: CircleX, look: "text-loss" },
  unseen: { Sign: CircleDashed, look: "text-text-3" },
};

export function RungRow({
  outcome,
  said,
  label,
  children,
}: {
  outcome: KeyOutcome;
  said: string;
  label: string;
  children: ReactNode;
}) {
  const { Sign, look } = RUNGS[outcome];
  return (
    <li className="flex gap-2.5 border-hairline border-t py-2 first:border-t-0">
      <Sign aria-hidden size={16} className={cn("mt-0.5 shrink-0", look)} />
      <div className="min-w-0 flex-1">
        <p className={outcome === "unseen" ? "text-text-3" : "font-medium"}>
          <span className="sr-only">{said}: </span>
          {label}
        </p>
        <div className={cn("text-small", outcome === "unseen" ? "text-text-3" : "text-text-2")}>
          {children}
        </div>
      </div>
    </li>
  );
}

/** A term and what it is. */
export function Fact({ label, title, children }: { label: string; title?: string; children: ReactNode }) {
  return (
    <div
      className="flex items-baseline justify-between gap-4 border-hairline border-t py-2 first:border-t-0"
      data-tip={title}
    >
      <dt className="text-text-2">{label}</dt>
      <dd className="numeric min-w-0 break-words text-right">{children}</dd>
    </div>
  );
}
