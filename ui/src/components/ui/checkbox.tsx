/** A box to tick: ticked, not ticked, or, over several, some of each. */
import { Check, Minus } from "lucide-react";
import { useEffect, useRef } from "react";

interface CheckboxProps {
  /** For the title and for readers. */
  label: string;
  checked: boolean;
  /** Some of those it stands for are ticked and some are not. */
  mixed?: boolean;
  onChange(): void;
}

export function Checkbox({ label, checked, mixed = false, onChange }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null);
  // No attribute says this third state.
  useEffect(() => {
    if (box.current) box.current.indeterminate = mixed;
  }, [mixed]);
  return (
    <label className="relative -m-2 grid w-fit cursor-pointer place-items-center p-2 align-middle">
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        data-tip={label}
        checked={checked}
        onChange={onChange}
        className="peer size-3.5 cursor-pointer appearance-none rounded-[3px] border border-control bg-transparent transition-colors duration-120 checked:border-fill checked:bg-fill indeterminate:border-fill indeterminate:bg-fill hover:border-text-2"
      />
      <Check
        aria-hidden
        size={10}
        strokeWidth={3.5}
        className="pointer-events-none absolute hidden text-on-fill peer-checked:block"
      />
      <Minus
        aria-hidden
        size={10}
        strokeWidth={3.5}
        className="pointer-events-none absolute hidden text-on-fill peer-indeterminate:block"
      />
    </label>
  );
}
