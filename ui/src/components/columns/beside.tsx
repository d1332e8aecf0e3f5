/** A table with the panel of its columns beside it, and the button that opens that. */

import { Columns3 } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { useText } from "@/i18n/use-text";
import { Chooser } from "./chooser";
import type { Columns, View } from "./use-columns";

interface BesideProps<T> {
  of: Columns<T>;
  views?: View[];
  children: ReactNode;
}

/** The panel pushes: the table keeps all of its columns in sight. */
export function WithColumns<T>({ of, views, children }: BesideProps<T>) {
  return (
    <div
      className={cn(
        "relative grid min-h-0 flex-1 grid-rows-[minmax(0,1fr)]",
        of.open ? "grid-cols-[minmax(0,1fr)_224px]" : "grid-cols-[minmax(0,1fr)]",
      )}
    >
      <div className="flex min-h-0 min-w-0 flex-col">{children}</div>
      {of.open && <Chooser of={of} {...(views ? { views } : {})} />}
    </div>
  );
}

/** In a screen's toolbar. */
export function ColumnsButton<T>({ of }: { of: Columns<T> }) {
  const t = useText();
  return (
    <Button
      data-columns-button
      aria-expanded={of.open}
      aria-label={t("columns.title")}
      icon={<Columns3 aria-hidden size={14} />}
      className={of.open ? "border-accent!" : ""}
      onClick={() => of.setOpen(!of.open)}
    >
      <span className="max-huge:hidden">{t("columns.title")}</span>
    </Button>
  );
}
