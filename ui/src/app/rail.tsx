/** The left rail: the screens that exist, and which money is in play. Collapses to icons on a narrow window. */

import { Link } from "@tanstack/react-router";
import { Mark } from "@/components/mark";
import { cn } from "@/components/ui/cn";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import { useSums } from "@/live/sums";
import { placeOf } from "./last-place";
import { ModeCard } from "./mode-card";
import { PLACES } from "./places";

export function Rail({ path: shown }: { path: string }) {
  const path = placeOf(shown);
  const t = useText();
  const follows = useFrame((frame) => frame.follows);
  const orders = useSums((sums) => sums.workingOrders);
  const counts: Partial<Record<(typeof PLACES)[number]["key"], number>> = { following: follows, orders };
  return (
    <aside className="flex flex-col border-hairline border-r px-2 pb-2 [grid-area:rail]">
      <div className="flex h-11 items-center gap-2 px-2 font-semibold text-lead tracking-[-.01em]">
        <Mark />
        <span className="max-wide:hidden">{t("app")}</span>
      </div>
      <nav aria-label={t("nav.main")} className="grid gap-0.5 overflow-y-auto overflow-x-hidden pt-2">
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
              <span data-tip={label} className="max-wide:-m-2.5 max-wide:p-2.5 wide:pointer-events-none">
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
