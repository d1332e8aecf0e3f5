/** The wizard's page: a title that asks or says, what to do, and at the foot the way back and on. */
import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Foot } from "@/components/ui/foot";

interface SetupPageProps {
  title: string;
  lead: string;
  /** At the left of the foot. */
  note?: ReactNode;
  /** At its right. */
  buttons?: ReactNode;
  children: ReactNode;
}

export function SetupPage({ title, lead, note, buttons, children }: SetupPageProps) {
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden">
        <div className="mx-auto grid max-w-250 content-start gap-4 px-6 py-5 huge:max-w-280 wide:px-10">
          <header className="grid gap-0.5">
            <h1 className="font-semibold text-hero tracking-[-.02em]">{title}</h1>
            <p className="max-w-180 text-lead text-text-2">{lead}</p>
          </header>
          {children}
        </div>
      </div>
      <Foot className="flex min-h-15 shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-hairline border-t px-6 py-2.5 wide:px-10">
        <div className="min-w-0 flex-1 basis-60 text-small text-text-2">{note}</div>
        {buttons}
      </Foot>
    </>
  );
}

/** Two columns of cards; one under the other where there is no room. */
export function Columns({
  side = "normal",
  children,
}: {
  side?: "normal" | "wide" | "narrow";
  children: ReactNode;
}) {
  return (
    <div
      className={cn(
        "grid items-start gap-4",
        side === "wide"
          ? "grid-cols-[minmax(0,10fr)_minmax(0,13fr)] wide:grid-cols-[330px_minmax(0,1fr)]"
          : "wide:grid-cols-[minmax(0,1fr)_424px]",
        // A remark beside a list of long lines.
        side === "narrow" && "grid-cols-[minmax(0,5fr)_minmax(0,4fr)]",
        side === "normal" && "grid-cols-2",
      )}
    >
      {children}
    </div>
  );
}

export function Column({ children }: { children: ReactNode }) {
  return <div className="grid min-w-0 content-start gap-3">{children}</div>;
}

/** A quiet remark under the cards. */
export function Remark({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-2 px-1 text-small text-text-2">
      <Info aria-hidden size={14} className="mt-px shrink-0 text-text-3" />
      <span>{children}</span>
    </p>
  );
}

/** What stands in the way, with a way out. */
export function Notice({
  title,
  children,
  action,
  alert = false,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  alert?: boolean;
}) {
  return (
    <div
      role={alert ? "alert" : undefined}
      className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-card border border-[color-mix(in_srgb,var(--warn)_45%,var(--border))] bg-[color-mix(in_srgb,var(--warn)_7%,var(--surface))] px-4 py-3"
    >
      <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-warn" />
      <div className="min-w-0 flex-1 basis-60">
        <b className="font-semibold">{title}</b>
        {children && <div className="text-small text-text-2">{children}</div>}
      </div>
      {action}
    </div>
  );
}

/** A quiet deed beside a title, in the place of a link. */
export function TextButton({
  children,
  disabled,
  onClick,
}: {
  children: ReactNode;
  disabled?: boolean;
  onClick(): void;
}) {
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onClick}
      className="rounded-chip font-medium text-accent text-small enabled:hover:underline disabled:text-text-3"
    >
      {children}
    </button>
  );
}
