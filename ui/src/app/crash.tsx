/** A screen that broke. Copying goes on without the window, and the frame around the screen still works. */

import type { ErrorComponentProps } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useText } from "@/i18n/use-text";

export function Crash({ error, reset }: ErrorComponentProps) {
  const t = useText();
  return (
    <div role="alert" className="grid min-h-0 flex-1 place-items-center p-6">
      <div className="grid max-w-120 justify-items-center gap-2 text-center">
        <TriangleAlert aria-hidden className="text-warn" />
        <h2 className="font-semibold text-section">{t("crash.title")}</h2>
        <p className="text-text-2">{t("crash.rest")}</p>
        <p className="selectable max-w-full break-words rounded-control bg-raised px-2 py-1 font-mono text-small text-text-2">
          {error instanceof Error ? error.message : String(error)}
        </p>
        <Button look="primary" onClick={reset}>
          {t("crash.again")}
        </Button>
      </div>
    </div>
  );
}
