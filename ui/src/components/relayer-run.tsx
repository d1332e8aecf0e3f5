/** How far a request to the relayer is, in a line: what is known, and what that means for the money. */
import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import { useText } from "@/i18n/use-text";
import type { RelayerRun } from "@/platform";
import { OpenPage } from "./open-page";
import { ErrorDetails } from "./ui/states";

/** Of these nothing happened. */
const NOTHING_HAPPENED = new Set(["failed", "refused", "not_sent", "lapsed"]);

export const isFailed = (run: RelayerRun): boolean => NOTHING_HAPPENED.has(run.state);

export function RelayerRunLine({ run, className = "" }: { run: RelayerRun; className?: string }) {
  const t = useText();
  const failed = isFailed(run);
  return (
    <div role="status" className={`flex min-w-0 items-start gap-2 text-small ${className}`}>
      {!run.over ? (
        <LoaderCircle
          aria-hidden
          size={14}
          className="mt-0.75 shrink-0 animate-[spin_1s_linear_infinite] text-accent"
        />
      ) : failed || run.state === "number_used" ? (
        <CircleAlert aria-hidden size={14} className="mt-0.75 shrink-0 text-warn" />
      ) : (
        <CircleCheck aria-hidden size={14} className="mt-0.75 shrink-0 text-accent" />
      )}
      <div className="min-w-0">
        <p className="text-text-2">
          <b className="font-semibold text-text">{t(`run.${run.purpose}.${run.state}`)}</b>{" "}
          {t(`run.about.${run.state}`)}
          {run.hash !== null && (
            <>
              <span className="selectable wrap-anywhere font-mono text-text-3"> {run.hash}</span>
              <OpenPage small page={{ kind: "transaction", hash: run.hash }} />
            </>
          )}
        </p>
        {failed && <ErrorDetails>{run.words ?? ""}</ErrorDetails>}
      </div>
    </div>
  );
}
