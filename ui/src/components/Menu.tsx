import { cloneElement, type ReactElement, useState } from "react";
import { later } from "./later";
import type { IconName } from "./shapes";

/** One line of a menu. */
export type MenuItem =
  | {
      kind?: "item" | undefined;
      id: string;
      label: string;
      icon?: IconName | undefined;
      /** Said at the right: a count, a place. */
      hint?: string | undefined;
      keys?: string | undefined;
      /** Why it cannot be chosen now. */
      reason?: string | null | undefined;
      /** Carries a tick where true; keeps room for one where false. */
      checked?: boolean | undefined;
      testId?: string | undefined;
      onSelect: () => void;
    }
  | { kind: "line"; id: string }
  | { kind: "heading"; id: string; label: string };

export type MenuProps = {
  /** The button that opens it. */
  trigger: ReactElement<{ "aria-haspopup"?: "menu"; "aria-expanded"?: boolean; onClick?: () => void }>;
  items: MenuItem[];
  align?: "start" | "end" | undefined;
};

const MenuOpen = later<MenuProps>(
  async () => (await import("./MenuOpen")).MenuOpen,
  ({ trigger }) => trigger,
);

/**
 * A list of deeds or choices under a button. Arrows move, letters find, Esc closes. Until the button is first pressed
 * it is nothing but a button: what floats is a third of the first page's size.
 */
export function Menu(props: MenuProps) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <MenuOpen {...props} />;
  return cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onClick: () => setWanted(true),
  });
}
