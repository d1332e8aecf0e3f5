/** The bell in the top bar: how many reasons there are to look, and the way to them. */

import { Bell as BellSign } from "lucide-react";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useNotices } from "@/live/notices";
import { useLive } from "@/live/store";

/** More is said as more. */
const SHOWN_MOST = 99;

export function Bell() {
  const t = useText();
  const { n } = useFormat();
  const open = useLive((live) => live.centre);
  const show = useLive((live) => live.showCentre);
  const unread = useNotices(open).data?.unread ?? 0;
  const label = unread > 0 ? t("centre.openNew", { count: unread }) : t("centre.open");
  return (
    <button
      type="button"
      data-bell
      data-tip={label}
      aria-label={label}
      aria-expanded={open}
      onClick={() => show(!open)}
      className={`relative inline-grid size-7 shrink-0 place-items-center rounded-control hover:bg-raised hover:text-text ${open ? "bg-raised text-text" : "text-text-2"}`}
    >
      <BellSign aria-hidden size={15} />
      {unread > 0 && (
        <span
          aria-hidden
          className="numeric absolute -top-0.5 -right-1 min-w-4 rounded-pill bg-fill px-1 text-center font-semibold text-[10px] text-on-fill leading-4"
        >
          {unread > SHOWN_MOST ? `${SHOWN_MOST}+` : n.count(unread)}
        </span>
      )}
    </button>
  );
}
