/** A market has no place in the rail: while one is shown, the rail keeps the place from which it was opened. */
let last = "/dashboard";

/** The path under which the rail marks its place. */
export function placeOf(path: string): string {
  if (!path.startsWith("/market/")) last = path;
  return last;
}
