/** A list or a table on a surface, with its name above. */
import type { ReactNode } from "react";
import { cn } from "./ui/cn";

interface CardProps {
  title: string;
  /** What the card is about can be chosen. */
  control?: ReactNode;
  note?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

export function Card({ title, control, note, aside, children, className }: CardProps) {
  return (
    <section
      aria-label={title}
      className={cn("flex min-w-0 flex-col rounded-card border border-hairline bg-surface", className)}
    >
      <header className="flex h-10 shrink-0 items-center gap-2 px-4">
        <h2 className="whitespace-nowrap font-semibold">{title}</h2>
        {control}
        {note && <span className="numeric truncate text-small text-text-3">{note}</span>}
        {aside && <span className="ml-auto min-w-0">{aside}</span>}
      </header>
      {children}
    </section>
  );
}
