/** An address as a QR code: always dark on white, whatever the theme, with a quiet zone; for a telephone beside the screen. */
import qrcode from "qrcode-generator";
import { useMemo } from "react";

/** Modules of white around it, as few as readers ask for on a white card. */
const QUIET = 2;

interface Code {
  /** Modules on a side, quiet zone included. */
  side: number;
  path: string;
}

/** The dark modules of a code that says exactly this text. */
export function codeOf(text: string): Code {
  // The smallest version that holds it, at 15 % of redundancy.
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const dark: string[] = [];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) dark.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
    }
  }
  return { side: count + 2 * QUIET, path: dark.join("") };
}

export function Qr({ text, label, size = 132 }: { text: string; label: string; size?: number }) {
  const { side, path } = useMemo(() => codeOf(text), [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
      className="shrink-0 rounded-control"
    >
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#0c0e14" />
    </svg>
  );
}
