import { useEffect } from "react";

/** Whether a key belongs to what has the focus: typing, a dialog, a menu. */
function keyIsTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return true;
  }
  const target = event.target instanceof Element ? event.target : null;
  const typing = target?.closest("input, textarea, select, [contenteditable=true], [role=menu]") ?? null;
  return typing !== null || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/** Runs a deed for a single key while the screen is open. A deed of `null` leaves its key alone. */
export function useKeys(deeds: Record<string, (() => void) | null>): void {
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (deed === undefined || deed === null || keyIsTaken(event)) {
        return;
      }
      event.preventDefault();
      deed();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [deeds]);
}
