/** A key of the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="min-w-4 shrink-0 rounded-chip border border-border px-1 text-center font-medium font-sans text-label text-text-3">
      {children}
    </kbd>
  );
}
