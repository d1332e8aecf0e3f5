/** A line of a list that opens: by a press, or by Enter and space, it shows what lies below it. */
import { ChevronDown, ChevronRight } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { cn } from "./ui/cn";

interface OpenableRowProps {
  /** Its number, by which the keys of lists find it. */
  id: number;
  /** The market it is of, to which a key leads. */
  market?: string | null;
  open: boolean;
  onToggle(): void;
  /** The cells, after the sign that says whether it is open. */
  children: ReactNode;
  /** What it shows when open. */
  below: ReactNode;
  className: string;
  style?: CSSProperties;
}

export function OpenableRow({
  id,
  market = null,
  open,
  onToggle,
  children,
  below,
  className,
  style,
}: OpenableRowProps) {
  const Sign = open ? ChevronDown : ChevronRight;
  return (
    <div className={cn("border-hairline border-b", open && "bg-surface")}>
      {/* biome-ignore lint/a11y/useSemanticElements: a button may not hold a block of its own lines and times */}
      <div
        role="button"
        tabIndex={0}
        data-row={id}
        data-market={market ?? undefined}
        aria-expanded={open}
        onClick={onToggle}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            onToggle();
          }
        }}
        style={style}
        className={cn(className, "hover:bg-raised focus-visible:-outline-offset-2")}
      >
        <Sign aria-hidden size={14} className="text-text-3" />
        {children}
      </div>
      {open && below}
    </div>
  );
}
