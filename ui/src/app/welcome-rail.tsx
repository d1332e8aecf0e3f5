/** While Pilotfish is set up, the rail shows the steps. Only the first is needed for the demo; the others come with live. */
import { useTranslation } from "react-i18next";
import { Mark } from "@/components/mark";
import { cn } from "@/components/ui/cn";

const STEPS = ["start", "wallet", "key", "addresses", "protect", "limits"] as const;

export function WelcomeRail() {
  const { t } = useTranslation();
  return (
    <aside className="flex flex-col border-hairline border-r px-2 pb-3 [grid-area:rail]">
      <div className="flex h-11 items-center gap-2 px-2 font-semibold text-lead tracking-[-.01em]">
        <Mark />
        <span className="max-wide:hidden">{t("app")}</span>
      </div>
      <p className="px-2 pt-3 pb-1 text-label text-text-3 max-wide:sr-only">
        {t("welcome.step", { step: 1, of: STEPS.length })}
      </p>
      <ol className="grid gap-0.5">
        {STEPS.map((step, i) => (
          <li
            key={step}
            aria-current={i === 0 ? "step" : undefined}
            title={t(`welcome.steps.${step}`)}
            className={cn(
              "flex h-8 items-center gap-2 rounded-control px-2",
              i === 0 ? "bg-raised font-medium" : "text-text-2",
            )}
          >
            <span
              className={cn(
                "grid size-5 shrink-0 place-items-center rounded-pill border text-label",
                i === 0 ? "border-fill bg-fill text-on-fill" : "border-border",
              )}
            >
              {i + 1}
            </span>
            <span className="truncate max-wide:sr-only">{t(`welcome.steps.${step}`)}</span>
          </li>
        ))}
      </ol>
      <p className="mt-auto px-2 text-label text-text-3 max-wide:hidden">{t("welcome.leave")}</p>
    </aside>
  );
}
