/** A small profit curve in a table's row. The figure beside it is what readers get. */
export function Spark({
  values,
  width = 52,
  height = 20,
}: {
  values: (number | null)[];
  width?: number;
  height?: number;
}) {
  const known = values.filter((value) => value !== null);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined || known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const path = known
    .map((value, i) => {
      const x = 1 + ((width - 2) * i) / (known.length - 1);
      const y = 2 + ((height - 4) * (low + span - value)) / span;
      return `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
  return (
    <svg aria-hidden="true" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <path
        d={path}
        fill="none"
        stroke={last >= first ? "var(--gain)" : "var(--loss)"}
        strokeWidth="1.25"
        strokeLinejoin="round"
      />
    </svg>
  );
}
