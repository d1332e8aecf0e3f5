/** Nothing was found so far, and what is older was not looked through. */

import { Button } from "@/components/ui/button";
import { Empty, FailureLine } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import type { PlatformError } from "@/platform";

interface NotYetProps {
  busy: boolean;
  error: PlatformError | null;
  onOlder(): void;
  onClear(): void;
}

export function NotYet({ busy, error, onOlder, onClear }: NotYetProps) {
  const t = useText();
  return (
    <>
      <FailureLine error={error} />
      <Empty
        title={t("activity.notYetTitle")}
        action={
          <>
            <Button look="primary" busy={busy} onClick={onOlder}>
              {t(busy ? "activity.loading" : "activity.searchOlder")}
            </Button>
            <Button onClick={onClear}>{t("activity.clear")}</Button>
          </>
        }
      >
        {t("activity.notYetText")}
      </Empty>
    </>
  );
}
