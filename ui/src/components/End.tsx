import { useEffect } from "react";

/** Stands behind the last row: when it is drawn, further rows are wanted. */
export function End({ onSeen }: { onSeen: () => void }) {
  useEffect(() => {
    onSeen();
  }, [onSeen]);
  return null;
}
