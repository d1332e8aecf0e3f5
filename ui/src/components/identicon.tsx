/**
 * A small picture of an address: 5 × 5 squares, mirrored, in a hue of its own at fixed lightness and colour. It helps the
 * eye to notice that an address is another one, and proves nothing: it never stands without the address.
 */
import { useMemo } from "react";

const SIDE = 5;
/** The left half and the middle column; the rest is its mirror image. */
const DRAWN = 3;

interface Drawing {
  hue: number;
  path: string;
}

/** From the address's hex digits: a square for each odd one, and the hue from four others. */
export function drawingOf(address: string): Drawing {
  const digits = address.replace(/^0x/i, "").toLowerCase();
  const value = (at: number) => Number.parseInt(digits[at] ?? "0", 16);
  const squares: string[] = [];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < DRAWN; x++) {
      if (value(y * DRAWN + x + 6) % 2 === 0) continue;
      squares.push(`M${x + 1} ${y + 1}h1v1h-1z`);
      if (x < DRAWN - 1) squares.push(`M${SIDE - x} ${y + 1}h1v1h-1z`);
    }
  }
  return { hue: Number.parseInt(digits.slice(7, 11) || "0", 16) % 360, path: squares.join("") };
}

export function Identicon({ address, size = 20 }: { address: string; size?: 20 | 40 }) {
  const { hue, path } = useMemo(() => drawingOf(address), [address]);
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 7 7"
      shapeRendering="crispEdges"
      className={`shrink-0 ${size > 24 ? "rounded-card" : "rounded-[5px]"}`}
    >
      <rect width="7" height="7" fill={`oklch(0.32 0.06 ${hue})`} />
      <path d={path} fill={`oklch(0.86 0.09 ${hue})`} />
    </svg>
  );
}
