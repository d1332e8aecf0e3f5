/** One figure in a strip of them, with what it is of. */

interface KpiProps {
  label: string;
  value: string;
  unit?: string;
  /** What the figure is of: never left out. */
  basis: string;
  /** What else is to be known of it. */
  title?: string;
}

export function Kpi({ label, value, unit, basis, title }: KpiProps) {
  return (
    <div className="min-w-0 border-hairline border-l px-3 py-[9px] low:py-[7px] wide:px-4 first:border-l-0">
      <dt className="truncate font-medium text-label text-text-3">{label}</dt>
      <dd className="truncate font-semibold text-section">
        {value} {unit && <span className="font-normal text-small text-text-3">{unit}</span>}
      </dd>
      <dd className="truncate text-label text-text-3" data-tip={title ? `${basis}. ${title}` : basis}>
        {basis}
      </dd>
    </div>
  );
}
