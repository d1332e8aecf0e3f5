/** Which address does what: the one that signs, and the one that pays. */

import { AddressGroups } from "@/components/address-groups";
import { Card } from "@/components/card";
import { Identicon } from "@/components/identicon";
import { useText } from "@/i18n/use-text";
import type { AddressView, KeyPlace } from "@/platform";
import type { Looked } from "./addresses";

export function WhoDoesWhat({
  owner,
  looked,
  place,
}: {
  owner: AddressView;
  looked: Looked;
  place: KeyPlace;
}) {
  const t = useText();
  const plain = looked.kind === "eoa";
  const where = t(`setup.place.${place}`);
  return (
    <Card title={t("setup.addresses.who")} note={t("setup.addresses.whoNote")}>
      <dl className="px-4 pb-1">
        <div className="grid grid-cols-[92px_minmax(0,1fr)] gap-3 border-hairline border-t py-2">
          <dt className="flex items-start gap-2 font-medium">
            <Identicon address={owner.full} />
            {t("setup.addresses.signer")}
          </dt>
          <dd>
            <AddressGroups address={owner.full} size="medium" />
            <p className="mt-0.5 text-small text-text-2">
              {t(plain ? "setup.addresses.signerEoa" : "setup.addresses.signerAbout", { place: where })}
            </p>
          </dd>
        </div>
        {!plain && (
          <div className="grid grid-cols-[92px_minmax(0,1fr)] gap-3 border-hairline border-t py-2">
            <dt className="flex items-start gap-2 font-medium">
              <Identicon address={looked.address.full} />
              {t("setup.addresses.funder")}
            </dt>
            <dd className="text-small text-text-2">
              <span className="text-text">{t("setup.addresses.funderAbove")}</span>{" "}
              {t("setup.addresses.funderAbout")}
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}
