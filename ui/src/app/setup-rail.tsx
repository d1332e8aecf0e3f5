/** While Pilotfish is set up, the rail is the way through: what is done, where it stands, what follows. */

import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { Mark } from "@/components/mark";
import { cn } from "@/components/ui/cn";
import { useText } from "@/i18n/use-text";
import { useLive } from "@/live/store";
import { isDone, isOpen, isPage, openedBy, RAIL, type RailStep, railOf } from "@/screens/setup/steps";
import { useSetup } from "@/screens/setup/use-setup";

/** The step that a path stands for. */
function stepAt(path: string): RailStep {
  const page = path.replace(/^\/setup\/?/, "");
  return isPage(page) ? railOf(page) : "start";
}

export function SetupRail({ path }: { path: string }) {
  const t = useText();
  const current = stepAt(path);
  // On the first page nobody has asked for anything of a key yet.
  const { data: setup } = useSetup({ enabled: current !== "start" });
  const welcomed = useLive((live) => live.settings?.welcomed ?? false);
  const complete = current !== "start" && setup?.step === "done";
  return (
    <aside className="flex flex-col border-hairline border-r px-2 pb-3 [grid-area:rail]">
      <div className="flex h-11 items-center gap-2 px-2 font-semibold text-lead tracking-[-.01em]">
        <Mark />
        <span className="max-wide:hidden">{t("app")}</span>
      </div>
      <p className="px-2 pt-3 pb-1 text-label text-text-3 max-wide:sr-only">
        {complete
          ? t("setup.complete")
          : t("welcome.step", { step: RAIL.indexOf(current) + 1, of: RAIL.length })}
      </p>
      <ol className="grid gap-0.5 overflow-y-auto">
        {RAIL.map((step, i) => {
          const here = step === current;
          const done = isDone(step, setup, current) && !(here && !complete);
          const page = openedBy(step, setup);
          const name = t(`welcome.steps.${step}`);
          const look = cn(
            "flex h-8 items-center gap-2 rounded-control px-2",
            here ? "bg-raised font-medium" : "text-text-2",
          );
          const inside = (
            <>
              <span
                className={cn(
                  "grid size-5 shrink-0 place-items-center rounded-pill border text-label",
                  done
                    ? "border-accent text-accent"
                    : here
                      ? "border-fill bg-fill text-on-fill"
                      : "border-border",
                )}
              >
                {done ? <Check aria-hidden size={12} strokeWidth={2.5} /> : i + 1}
              </span>
              <span className="truncate max-wide:sr-only">{name}</span>
              {done && <span className="sr-only">{t("setup.test.stepState.done")}</span>}
            </>
          );
          const reachable = current !== "start" && isOpen(step, setup) && !here;
          return (
            <li key={step} data-tip={name} aria-current={here ? "step" : undefined}>
              {reachable ? (
                page === null ? (
                  <Link to="/welcome" className={cn(look, "hover:bg-raised")}>
                    {inside}
                  </Link>
                ) : (
                  <Link to="/setup/$page" params={{ page }} className={cn(look, "hover:bg-raised")}>
                    {inside}
                  </Link>
                )
              ) : (
                <span className={look}>{inside}</span>
              )}
            </li>
          );
        })}
      </ol>
      <div className="mt-auto grid gap-1 px-2 pt-3 text-label max-wide:hidden">
        <p className="text-text-3">
          {current === "start" ? t("welcome.leave") : t(complete ? "setup.again" : "setup.kept")}
        </p>
        {(welcomed || current !== "start") && (
          <Link to="/" className="text-accent hover:underline">
            {t("setup.leave")}
          </Link>
        )}
      </div>
    </aside>
  );
}
