/** An instant, with the full date in its title. */
import type { ReactNode } from "react";
import { useFormat } from "@/format/use-format";

interface WhenProps {
  at: number;
  /** How exactly `at` is known: a title that names a second says that it is that one. */
  to?: "second" | "minute";
  children: ReactNode;
  className?: string;
}

export function When({ at, to = "second", children, className }: WhenProps) {
  const { time } = useFormat();
  return (
    <time
      dateTime={new Date(at).toISOString()}
      data-tip={to === "minute" ? time.fullMinute(at) : time.full(at)}
      className={className}
    >
      {children}
    </time>
  );
}
