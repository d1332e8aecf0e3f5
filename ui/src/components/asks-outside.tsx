/** In live, beside whatever may let more be lost: that the answer here is not the last one. */

import { ShieldQuestion } from "lucide-react";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";

export function AsksOutside() {
  const t = useText();
  const live = useFrame((frame) => frame.mode === "live");
  if (!live) return null;
  return (
    <p className="flex items-start gap-2 text-small text-text-2">
      <ShieldQuestion aria-hidden size={14} className="mt-px shrink-0" />
      {t("mode.asksOutside")}
    </p>
  );
}
