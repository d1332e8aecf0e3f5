/** When the window locks itself; nothing without a passphrase, which alone opens it again. */

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { FailureLine } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useAskFrame, usePlatform } from "@/live/queries";
import type { LockAfter, LockStanding, PlatformError, Settings } from "@/platform";
import { Row, useSaveSettings } from "./parts";

const CHOICES: LockAfter[] = ["never", "five_minutes", "fifteen_minutes", "sixty_minutes"];

export function WindowLock({ settings }: { settings: Settings }) {
  const t = useText();
  const platform = usePlatform();
  const save = useSaveSettings();
  const lock = useAskFrame((asked) => asked.lockWindow());
  // It is set in another window: looked at again when this one is come back to.
  const standing = useQuery<LockStanding, PlatformError>({
    queryKey: ["lock"],
    queryFn: () => platform.lockStanding(),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
  const passphrase = standing.data?.passphrase;
  const may = passphrase === "set";
  const is = settings.lockAfter;
  return (
    <>
      <Row
        label={t("lock.after")}
        about={t(
          passphrase === undefined || may || is !== "never" ? "lock.afterAbout" : `lock.needs.${passphrase}`,
        )}
      >
        {may || is !== "never" ? (
          <span className="flex shrink-0 flex-wrap items-center justify-end gap-2">
            <Segmented
              label={t("lock.after")}
              value={is}
              options={CHOICES.map((value) => ({ value, label: t(`lock.choice.${value}`) }))}
              onChange={(lockAfter) => save.mutate({ ...settings, lockAfter })}
            />
            <Button busy={lock.isPending} onClick={() => lock.mutate()}>
              {t("lock.now")}
            </Button>
          </span>
        ) : (
          passphrase === "unknown" && (
            <Button busy={standing.isFetching} onClick={() => void standing.refetch()}>
              {t("action.retry")}
            </Button>
          )
        )}
      </Row>
      <FailureLine error={save.error ?? lock.error ?? standing.error} />
    </>
  );
}
