/** Side and outcome. Neutral on purpose: green and red are for money made and lost only. */
import { useText } from "@/i18n/use-text";
import { outcomeName, word } from "@/i18n/words";
import type { Side as OrderSide } from "@/platform";
import { cn } from "./ui/cn";

/** "Yes" and "No" in the language of the window; a name that somebody made up as it is. */
export function useOutcome(): (name: string) => string {
  const t = useText();
  return (name) => outcomeName(t, name);
}

/** The first outcome is filled, the second outlined, whatever they are called. */
export function OutcomeChip({ name, index }: { name: string; index: number }) {
  const said = useOutcome()(name);
  if (!name) return null;
  return (
    <span
      data-tip={said}
      className={cn(
        "inline-block h-4 min-w-[34px] max-w-24 truncate rounded-chip border border-text-2 px-1.25 font-semibold text-center text-[10px] uppercase leading-[14px] tracking-[.03em]",
        // YES and NO stay whole; a name gives way to what stands beside it.
        name.length > 5 ? "shrink" : "shrink-0",
        index === 0 ? "bg-text-2 text-bg" : "text-text-2",
      )}
    >
      {said}
    </span>
  );
}

export function Side({ side, className }: { side: OrderSide; className?: string }) {
  const t = useText();
  return (
    <span className={cn("shrink-0 font-semibold text-label text-text-2 tracking-[.02em]", className)}>
      {word(t, "side", side)}
    </span>
  );
}
