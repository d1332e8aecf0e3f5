/** A line over every screen: what everyone must know, and what can be done about it. */
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

interface BannerProps {
  look: "warn" | "stopped";
  icon: ReactNode;
  title: string;
  children: ReactNode;
  /** Under it: what is only for whoever wants to know it. */
  more?: ReactNode;
  action?: ReactNode;
  /** What is said at once, over whatever is being read: all of it, or only the title where the rest moves with the clock. */
  alert?: "all" | "title" | null;
}

export function Banner({ look, icon, title, children, more, action, alert = "title" }: BannerProps) {
  return (
    <div
      role={alert === "all" ? "alert" : undefined}
      className={cn(
        "flex shrink-0 items-center gap-3 px-4 wide:px-6",
        look === "stopped"
          ? "bg-danger py-3 text-on-danger"
          : "border-[color-mix(in_srgb,var(--warn)_45%,var(--border))] border-b bg-[color-mix(in_srgb,var(--warn)_14%,var(--bg))] py-2.5",
      )}
    >
      <span className={cn("shrink-0", look === "warn" && "text-warn")}>{icon}</span>
      <div className="min-w-0 flex-1">
        <b role={alert === "title" ? "alert" : undefined} className="font-semibold">
          {title}
        </b>{" "}
        <span className={look === "warn" ? "text-text-2" : ""}>{children}</span>
        {more && <div className={look === "warn" ? "text-text-2" : ""}>{more}</div>}
      </div>
      {action}
    </div>
  );
}
