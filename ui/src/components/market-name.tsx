/**
 * A market's question, which is what a row is about: whole, on two lines where one has no room for it. Every density has the
 * height of two lines; in the lowest they are a size smaller. Where the market's id is given it leads to its page; in a row the
 * keyboard's way there is `m`, so that a list of them is one stop for Tab.
 */
import { useRouter } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { cn } from "./ui/cn";
import { useRowHeight } from "./ui/density";

/** Two lines of the usual size. */
const TWO_LINES = 34;

interface MarketNameProps {
  name: string;
  /** Its id; without one it is words. */
  condition?: string | null;
  /** The height of rows here where nothing else was chosen, px. */
  base?: number;
  className?: string;
}

export function MarketName({ name, condition = null, base = 36, className }: MarketNameProps) {
  const small = useRowHeight(base) < TWO_LINES;
  const look = cn(
    "line-clamp-2 min-w-0 whitespace-normal break-words",
    small ? "text-[11.5px] leading-[13px]" : "text-[12.5px] leading-4",
    condition && "decoration-text-3 underline-offset-3 hover:underline",
    className,
  );
  if (!condition) {
    return (
      <span className={look} data-tip={name}>
        {name}
      </span>
    );
  }
  return <MarketLink name={name} condition={condition} look={look} />;
}

/**
 * Not the router's own link: each of those follows the router and works out its address anew at every move, and of these there is one in
 * every row.
 */
function MarketLink({ name, condition, look }: { name: string; condition: string; look: string }) {
  const router = useRouter();
  const open = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate({ to: "/market/$condition", params: { condition } });
  };
  return (
    <a
      href={router.history.createHref(`/market/${encodeURIComponent(condition)}`)}
      onClick={open}
      data-market={condition}
      tabIndex={-1}
      className={look}
      data-tip={name}
      data-keys="m"
    >
      {name}
    </a>
  );
}
