/** The left rail: the screens that exist, and which money is in play. Collapses to icons on a narrow window. */
import { Link } from "@tanstack/react-router";
import { CircleDollarSign, FileText, FlaskConical } from "lucide-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Mark } from "@/components/mark";
import { cn } from "@/components/ui/cn";
import { useFrame } from "@/live/store";
import type { Mode } from "@/platform";
import { PLACES } from "./places";

type Icon = ComponentType<{
  size?: number;
  strokeWidth?: number;
  className?: string;
  "aria-hidden"?: boolean;
}>;

const MODES: Record<Mode, { icon: Icon; card: string; word: string }> = {
  demo: {
    icon: FlaskConical,
    card: "tint-demo border-[color-mix(in_srgb,var(--mode-demo)_40%,var(--border))]",
    word: "text-demo",
  },
  paper: {
    icon: FileText,
    card: "border-dashed border-[color-mix(in_srgb,var(--mode-paper)_70%,var(--border))]",
    word: "text-paper",
  },
  live: { icon: CircleDollarSign, card: "bg-raised border-control", word: "text-text" },
};

export function Rail({ path }: { path: string }) {
  const { t } = useTranslation();
  const follows = useFrame((frame) => frame.follows);
  const orders = useFrame((frame) => frame.workingOrders);
  const counts: Partial<Record<(typeof PLACES)[number]["key"], number>> = { following: follows, orders };
  return (
    <aside className="flex flex-col border-hairline border-r px-2 pb-2 [grid-area:rail]">
      <div className="flex h-11 items-center gap-2 px-2 font-semibold text-lead tracking-[-.01em]">
        <Mark />
        <span className="max-wide:hidden">{t("app")}</span>
      </div>
      <nav aria-label={t("nav.main")} className="grid gap-0.5 overflow-y-auto pt-2">
        {PLACES.map(({ to, also, key, icon: Shape }) => {
          const here = path.startsWith(to) || (also !== null && path.startsWith(also));
          const count = counts[key];
          const label = t(`nav.${key}`);
          return (
            <Link
              key={to}
              to={to}
              aria-label={count ? `${label}, ${count}` : label}
              aria-current={here ? "page" : undefined}
              className={cn(
                "flex h-8 items-center gap-2 rounded-control px-2 font-medium transition-colors duration-120 max-wide:px-2.5",
                here ? "bg-raised text-text" : "text-text-2 hover:bg-raised",
                key === "settings" && "mt-3",
              )}
            >
              {/* Where the word stands beside it, a tooltip would only lie over the next link; else it is the whole link's. */}
              <span title={label} className="max-wide:-m-2.5 max-wide:p-2.5 wide:pointer-events-none">
                <Shape aria-hidden size={16} strokeWidth={1.75} className={here ? "text-accent" : ""} />
              </span>
              <span className="max-wide:hidden">{label}</span>
              {count ? (
                <span className="numeric ml-auto text-label text-text-3 in-aria-[current]:text-text-2 max-wide:hidden">
                  {count}
                </span>
              ) : null}
            </Link>
          );
        })}
      </nav>
      <ModeCard />
    </aside>
  );
}

function ModeCard() {
  const { t } = useTranslation();
  const mode = useFrame((frame) => frame.mode);
  const { icon: Shape, card, word } = MODES[mode];
  return (
    <section
      aria-label={t("mode.label")}
      className={cn(
        "mt-auto rounded-card border px-3 pt-2 pb-3 max-wide:px-0 max-wide:py-1.5 max-wide:text-center",
        card,
      )}
    >
      <div
        title={t(`mode.${mode}About`)}
        className={cn(
          "flex items-center gap-2 font-semibold text-label tracking-[.06em] wide:pointer-events-none max-wide:justify-center max-wide:text-[8px] max-wide:tracking-[.02em]",
          word,
        )}
      >
        <Shape aria-hidden size={14} strokeWidth={2} className="max-wide:hidden" />
        {t(`mode.${mode}`)}
      </div>
      <p className="mt-1 text-label text-text-2 max-wide:hidden">{t(`mode.${mode}About`)}</p>
      <Link to="/welcome" className="text-accent text-label hover:underline max-wide:hidden">
        {t("mode.change")}
      </Link>
    </section>
  );
}
