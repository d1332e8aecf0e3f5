/** A trader: a tile in a hue of its own and the name, so that a trader called "slippage" is not read as a word. */
import { cn } from "./ui/cn";

/** A stable hue from the address. */
export function hueOf(address: string): number {
  let sum = 7;
  for (const char of address) sum = (Math.imul(sum, 37) + char.charCodeAt(0)) >>> 0;
  return sum % 360;
}

/** The two letters of a tile. */
export const initialsOf = (name: string): string =>
  [...name.replace(/^0x/, "")].slice(0, 2).join("").toUpperCase();

const SIZES = {
  s: "size-4 rounded-chip text-[8px]",
  m: "size-5 rounded-[5px] text-[9px]",
  l: "size-10 rounded-[10px] text-section",
};

export function Avatar({
  name,
  address,
  size = "m",
}: {
  name: string;
  address: string;
  size?: keyof typeof SIZES;
}) {
  return (
    <span
      aria-hidden
      className={cn(
        "inline-grid shrink-0 place-items-center font-bold text-on-danger leading-none",
        SIZES[size],
      )}
      style={{ background: `oklch(0.5 0.1 ${hueOf(address)})` }}
    >
      {initialsOf(name)}
    </span>
  );
}

export function TraderTag({
  name,
  address,
  size = "m",
  className,
}: {
  name: string;
  address: string;
  size?: "s" | "m";
  className?: string;
}) {
  return (
    <span className={cn("inline-flex min-w-0 max-w-full items-center gap-1.5", className)} data-tip={name}>
      <Avatar name={name} address={address} size={size} />
      {/* A name may be written from right to left: it turns nothing around it. */}
      <bdi data-name className="truncate">
        {name}
      </bdi>
    </span>
  );
}
