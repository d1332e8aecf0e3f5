/** A wallet in full, to be compared with Polymarket: groups, picture, code, and the box that only a person ticks. */

import { CircleCheck, Copy, ExternalLink } from "lucide-react";
import { useId } from "react";
import { AddressGroups } from "@/components/address-groups";
import { Identicon } from "@/components/identicon";
import { Qr } from "@/components/qr";
import { Button } from "@/components/ui/button";
import { useCopy } from "@/components/use-copy";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { Looked } from "./addresses";
import { TickBox } from "./tick-box";

interface WalletCardProps {
  looked: Looked;
  /** When it was confirmed. */
  confirmedAt: number | null;
  ticked: boolean;
  canTick: boolean;
  onTick(on: boolean): void;
}

export function WalletCard({ looked, confirmedAt, ticked, canTick, onTick }: WalletCardProps) {
  const t = useText();
  const { time } = useFormat();
  const copy = useCopy();
  const about = useId();
  const box = useId();
  const { full } = looked.address;
  return (
    <section
      aria-label={t("setup.addresses.card")}
      className="overflow-hidden rounded-card border border-control bg-surface"
    >
      <div className="flex flex-wrap items-start justify-between gap-4 p-4">
        <div className="min-w-0">
          <div className="flex items-center gap-3">
            <Identicon address={full} size={40} />
            <div>
              <h2 className="font-semibold text-lead">{t("setup.addresses.card")}</h2>
              <p className="text-small text-text-2">{t(`setup.addresses.holds.${looked.kind}`)}</p>
            </div>
          </div>
          <div className="mt-3">
            <AddressGroups address={full} unproven={looked.byHand && confirmedAt === null} />
          </div>
          <div className="mt-2 -ml-2 flex flex-wrap gap-1">
            <Button size="sm" look="ghost" icon={<Copy aria-hidden size={14} />} onClick={() => copy(full)}>
              {t("setup.copy")}
            </Button>
            <ProfileLink address={full} />
          </div>
          {looked.byHand && confirmedAt === null && (
            <p className="max-w-80 text-small text-text-2">{t("setup.addresses.handGiven")}</p>
          )}
        </div>
        <Qr text={full} label={t("setup.addresses.qr")} />
      </div>
      {confirmedAt !== null ? (
        <div className="flex items-start gap-3 border-border border-t px-4 py-3">
          <CircleCheck aria-hidden size={16} className="mt-0.5 shrink-0 text-accent" />
          <div>
            <b className="font-medium">
              {t("setup.addresses.confirmed", { when: time.near(confirmedAt, Date.now()) })}
            </b>
            <p className="text-small text-text-2">{t("setup.addresses.confirmedAbout")}</p>
          </div>
        </div>
      ) : (
        <label
          htmlFor={box}
          className="flex cursor-pointer items-start gap-3 border-border border-t bg-[color-mix(in_srgb,var(--accent)_8%,transparent)] px-4 py-3"
        >
          <TickBox id={box} checked={ticked} disabled={!canTick} describedBy={about} onChange={onTick} />
          <span>
            <b className="font-medium">{t("setup.addresses.tick")}</b>
            <span id={about} className="block text-small text-text-2">
              {t("setup.addresses.tickAbout")}
            </span>
          </span>
        </label>
      )}
    </section>
  );
}

/** Where the address stands at Polymarket. It is written out: a window that opens no other address cannot follow a link. */
function ProfileLink({ address }: { address: string }) {
  const t = useText();
  const copy = useCopy();
  return (
    <Button
      size="sm"
      look="ghost"
      data-tip={`https://polymarket.com/profile/${address}`}
      icon={<ExternalLink aria-hidden size={14} />}
      onClick={() => copy(`https://polymarket.com/profile/${address}`)}
    >
      {t("setup.addresses.copyProfile")}
    </Button>
  );
}
