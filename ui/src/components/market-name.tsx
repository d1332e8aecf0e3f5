/**
 * A market's question, which is what a row is about: whole, on two lines where one has no room for it. Every density has the
 * height of two lines; in the lowest they are a size smaller.
 */

import { cn } from "./ui/cn";
import { useRowHeight } from "./ui/density";

/** Two lines of the usual size. */
const TWO_LINES = 34;

interface MarketNameProps {
  name: string;
  /** The height of rows here where nothing else was chosen, px. */
  base?: number;
  className?: string;
}

export function MarketName({ name, base = 36, className }: MarketNameProps) {
  const small = useRowHeight(base) < TWO_LINES;
  return (
    <span
      className={cn(
        "line-clamp-2 min-w-0 whitespace-normal break-words",
        small ? "text-[11.5px] leading-[13px]" : "text-[12.5px] leading-4",
        className,
      )}
      title={name}
    >
      {name}
    </span>
  );
}
