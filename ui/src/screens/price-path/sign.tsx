/** The signs of a price path: the same shapes in the picture, its legend and the list of events. */
import type { MarkKind } from "./marks";

interface SignProps {
  kind: MarkKind;
  x: number;
  y: number;
  /** A purchase is placed from below, a sale from above. */
  buys?: boolean;
  lit?: boolean;
}

export function Sign({ kind, x, y, buys = true, lit = false }: SignProps) {
  return (
    <g transform={`translate(${x} ${y})`}>
      {lit && <circle r="11" fill="var(--accent)" opacity=".28" />}
      <Shape kind={kind} buys={buys} />
    </g>
  );
}

function Shape({ kind, buys }: { kind: MarkKind; buys: boolean }) {
  switch (kind) {
    case "signal":
      return <circle r="5" fill="var(--text)" stroke="var(--surface)" strokeWidth="1.5" />;
    case "placed":
      return <path d={buys ? "M0 9l5 9h-10z" : "M0 -9l5 -9h-10z"} fill="var(--accent)" />;
    case "repriced":
      return <circle r="2.5" fill="var(--surface)" stroke="var(--accent)" strokeWidth="1.5" />;
    case "part":
      return (
        <>
          <circle r="7" fill="var(--surface)" stroke="var(--text)" strokeWidth="1.5" />
          <path d="M0-5A5 5 0 0 1 0 5z" fill="var(--text)" />
        </>
      );
    case "filled":
      return (
        <>
          <circle r="7.5" fill="var(--text)" stroke="var(--surface)" strokeWidth="1.5" />
          <path d="M-3.2 .2l2.400 2.400L3.400-2.400" fill="none" stroke="var(--surface)" strokeWidth="1.75" />
        </>
      );
    default:
      return <path d="M-4-4l8 8M4-4l-8 8" stroke="var(--text-2)" strokeWidth="1.75" strokeLinecap="round" />;
  }
}
