/** The sheet beside the positions in which a sale is put together: it pushes the list, and carries what comes in on its button. */

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { useHotkeys } from "@/app/hotkeys";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Foot } from "@/components/ui/foot";
import { useText } from "@/i18n/use-text";

interface FrameProps {
  title: string;
  children: ReactNode;
  /** The button's words: what is done, with its amount. */
  confirm: string;
  disabled: boolean;
  busy: boolean;
  onConfirm(): void;
  onClose(): void;
}

export function SheetFrame({ title, children, confirm, disabled, busy, onConfirm, onClose }: FrameProps) {
  const t = useText();
  const sheet = useRef<HTMLElement>(null);
  useHotkeys({ Escape: onClose });
  // What had the focus gets it back; a row's button that is not there beside the sheet gives it to its row.
  useEffect(() => {
    const asker = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const row = asker?.closest<HTMLElement>("[data-row]")?.dataset.row;
    sheet.current?.querySelector<HTMLElement>("[data-first], input")?.focus();
    return () => {
      if (asker?.isConnected) return asker.focus();
      const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
      rows.find((one) => one.dataset.row === row)?.focus();
    };
  }, []);
  return (
    <aside
      ref={sheet}
      aria-label={title}
      className="z-[2] flex min-h-0 min-w-0 flex-col border-border border-l bg-surface shadow-float"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-hairline border-b px-5">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-section">{title}</h2>
        <IconButton label={`${t("action.close")} (Esc)`} onClick={onClose}>
          <X aria-hidden size={14} />
        </IconButton>
      </header>
      <div className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto px-5 py-4">{children}</div>
      <Foot className="flex shrink-0 gap-2 border-hairline border-t px-5 py-3">
        <Button size="lg" onClick={onClose}>
          {t("action.cancel")}
        </Button>
        <Button
          size="lg"
          look="primary"
          className="min-w-0 flex-1"
          busy={busy}
          disabled={disabled}
          onClick={onConfirm}
        >
          {/* On two lines rather than cut: an amount that is cut is another. */}
          <span className="line-clamp-2 whitespace-normal leading-4">{confirm}</span>
        </Button>
      </Foot>
    </aside>
  );
}

/** Orders of another hand on what is to be sold: the user has to say that it is meant. */
export function Foreign({ checked, onChange }: { checked: boolean; onChange(): void }) {
  const t = useText();
  return (
    <div className="grid grid-cols-[auto_1fr] items-start gap-x-2 text-warn">
      <Checkbox label={t("closing.foreignYes")} checked={checked} onChange={onChange} />
      <p>
        {t("closing.foreign")} {t("closing.foreignYes")}.
      </p>
    </div>
  );
}
