/**
 * An address to be compared: `0x` and ten groups of four, five to a row, in its checksum's case. Never shortened: addresses
 * that were made to look alike share the ends.
 */
import { cn } from "./ui/cn";

const GROUPS_A_ROW = 5;

/** `0x` aside, in groups of four. */
export const groupsOf = (address: string): string[] => address.replace(/^0x/i, "").match(/.{1,4}/g) ?? [];

interface AddressGroupsProps {
  address: string;
  size?: "full" | "medium";
  /** Nothing has shown yet that it is right. */
  unproven?: boolean;
}

export function AddressGroups({ address, size = "full", unproven = false }: AddressGroupsProps) {
  const groups = groupsOf(address);
  return (
    <span
      data-tip={address}
      className={cn(
        "selectable grid grid-cols-[auto_repeat(5,auto)] justify-start font-mono tracking-[.01em]",
        size === "full" ? "gap-x-3 text-section" : "gap-x-2.5 text-body",
        unproven && "text-text-2",
      )}
    >
      {/* Read as one, copied as one. */}
      <span className="sr-only">{address}</span>
      <span aria-hidden className="text-text-2">
        0x
      </span>
      {groups.map((group, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: groups may be alike, and never move
          key={i}
          aria-hidden
          className={i > 0 && i % GROUPS_A_ROW === 0 ? "col-start-2" : undefined}
        >
          {group}
        </span>
      ))}
    </span>
  );
}
