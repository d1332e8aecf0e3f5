/** What a screen shows when it has nothing to show: still loading, empty, or failed. */

import { LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { errorText } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import type { PlatformError } from "@/platform";
import { Button } from "./button";

/** True once that much time has gone by: a skeleton that flashes for a blink is worse than none. */
function useLate(ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** From then on it says that it is at work; and from then on, that it takes long. */
const SLOW_MS = 1000;
const STUCK_MS = 8000;

/** Bars in the shape of rows. */
export function Skeleton({ rows = 10, className = "px-6 py-3" }: { rows?: number; className?: string }) {
  const t = useText();
  const late = useLate(120);
  const slow = useLate(SLOW_MS);
  const stuck = useLate(STUCK_MS);
  if (!late) return <div aria-busy="true" className="flex-1" />;
  return (
    <div aria-busy="true" className={`grid flex-1 content-start gap-5 overflow-hidden ${className}`}>
      {slow && (
        <p role="status" className="flex items-center gap-2 text-small text-text-2">
          <LoaderCircle aria-hidden size={14} className="animate-[spin_1s_linear_infinite]" />
          {t(stuck ? "gate.stillLoading" : "gate.loading")}
        </p>
      )}
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no identity
        <div key={i} className="flex gap-6">
          <span className="skeleton h-4 flex-1" />
          <span className="skeleton h-4 w-24" />
          <span className="skeleton h-4 w-16" />
        </div>
      ))}
    </div>
  );
}

interface EmptyProps {
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** The drawing of a ladder that has not begun: where orders will stand. */
  drawing?: boolean;
}

export function Empty({ title, children, action, drawing = false }: EmptyProps) {
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-auto p-6">
      <div className="grid w-full max-w-110 justify-items-center gap-1 text-center">
        {drawing && <LadderDrawing />}
        <h2 className="font-semibold text-section">{title}</h2>
        <p className="text-text-2">{children}</p>
        {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
      </div>
    </div>
  );
}

function LadderDrawing() {
  return (
    <svg aria-hidden="true" width="320" height="112" viewBox="0 0 320 112" className="mb-4 max-w-full">
      <rect x="0" y="8" width="320" height="88" rx="8" fill="var(--surface)" />
      {[64, 112, 192, 280].map((x) => (
        <path key={x} d={`M${x}.5 8v88`} stroke="var(--border)" strokeDasharray="2 3" />
      ))}
      <path d="M12 80H320" stroke="var(--control)" strokeDasharray="6 3" />
      <path
        d="M12 80H64V74H88V68H112V52H192V36H280V24H308"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
        strokeDasharray="1 5"
        strokeLinecap="round"
      />
      <circle cx="12" cy="80" r="5" fill="var(--bg)" stroke="var(--control)" strokeWidth="2" />
    </svg>
  );
}

/**
 * What the engine saw, and what the exchange, the relayer or the system said, for whoever wants to know it: a quotation, in its own
 * English whatever the window's language, and never a part of a sentence.
 */
export function ErrorDetails({
  children,
  className = "text-text-2",
}: {
  children: string;
  /** The colour, where it stands on another ground. */
  className?: string;
}) {
  const t = useText();
  if (children === "") return null;
  return (
    <details className={`text-small ${className}`}>
      <summary className="w-fit cursor-pointer rounded-chip">{t("ways.details")}</summary>
      <p lang="en" className="selectable wrap-anywhere pt-0.5">
        {children}
      </p>
    </details>
  );
}

/** What went wrong and what to do, with a way to try again. */
interface FailureProps {
  error: PlatformError;
  onRetry?: () => void;
  /** Another way on. */
  children?: ReactNode;
}

export function Failure({ error, onRetry, children }: FailureProps) {
  const t = useText();
  const { what, todo, details } = errorText(t, error);
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-auto p-6">
      <div role="alert" className="grid max-w-110 justify-items-center gap-1 text-center">
        <TriangleAlert aria-hidden className="mb-2 text-warn" />
        <h2 className="font-semibold text-section">{what}</h2>
        <p className="text-text-2">{todo}</p>
        <ErrorDetails>{details}</ErrorDetails>
        {(onRetry || children) && (
          <div className="mt-3 flex flex-wrap justify-center gap-2">
            {onRetry && (
              <Button look="primary" onClick={onRetry}>
                {t("action.retry")}
              </Button>
            )}
            {children}
          </div>
        )}
      </div>
    </div>
  );
}

/** The same in a line, beside what was asked for. */
export function FailureLine({ error }: { error: PlatformError | null }) {
  const t = useText();
  if (!error) return null;
  const { what, todo, details } = errorText(t, error);
  return (
    <div role="alert" className="flex items-start gap-2 text-small text-text-2">
      <TriangleAlert aria-hidden size={14} className="mt-px shrink-0 text-warn" />
      <div className="min-w-0">
        <b className="font-semibold text-text">{what}</b> {todo}
        <ErrorDetails>{details}</ErrorDetails>
      </div>
    </div>
  );
}
