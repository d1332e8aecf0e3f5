/** An instant, with the full date in its title. */
import type { ReactNode } from "react";
import { useFormat } from "@/format/use-format";

export function When({ at, children, className }: { at: number; children: ReactNode; className?: string }) {
  const { time } = useFormat();
  return (
    <time dateTime={new Date(at).toISOString()} data-tip={time.full(at)} className={className}>
      {children}
    </time>
  );
}
