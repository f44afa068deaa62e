import { useEffect, useState } from "react";

/** A value once it has stood still for so long; the first one at once. Compared by content. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState({ text, value });
  useEffect(() => {
    if (settled.text === text) return undefined;
    const timer = setTimeout(() => setSettled({ text, value: JSON.parse(text) as T }), milliseconds);
    return () => clearTimeout(timer);
  }, [text, settled.text, milliseconds]);
  return settled.value;
}
