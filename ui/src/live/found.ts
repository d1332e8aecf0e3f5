/** Traders and markets by their names, as the engine and the exchange find them while somebody types. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Found, PlatformError } from "@/platform";
import { usePlatform } from "./queries";

/** Long enough that a word that is typed is asked for once. */
const ASK_AFTER_MS = 200;
/** A letter alone finds everybody. */
const LEAST = 2;

/** The text as it stood a moment ago. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function useFound(text: string) {
  const platform = usePlatform();
  const asked = useSettled(text.trim());
  return useQuery<Found, PlatformError>({
    queryKey: ["found", asked],
    queryFn: () => platform.search(asked),
    enabled: asked.length >= LEAST,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}
