import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement } from "react";
import { Icon } from "./Icon";
import type { IconName } from "./shapes";
import { Kbd } from "./Kbd";
import styles from "./Menu.module.css";

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

type Props = {
  /** The button that opens it. */
  trigger: ReactElement;
  items: MenuItem[];
  align?: "start" | "end" | undefined;
};

/** A list of deeds or choices under a button. Arrows move, letters find, Esc closes. */
export function Menu({ trigger, items, align = "start" }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles["place"] ?? ""} sideOffset={4} align={align}>
          <Base.Popup className={styles["menu"] ?? ""}>
            {items.map((item) => (
              <Line key={item.id} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Line({ item }: { item: MenuItem }) {
  if (item.kind === "line") {
    return <Base.Separator className={styles["line"] ?? ""} />;
  }
  if (item.kind === "heading") {
    return <div className={`eyebrow ${styles["heading"] ?? ""}`}>{item.label}</div>;
  }
  const locked = item.reason !== undefined && item.reason !== null;
  return (
    <Base.Item
      className={styles["item"] ?? ""}
      disabled={locked}
      title={item.reason ?? undefined}
      data-testid={item.testId}
      onClick={item.onSelect}
    >
      {item.checked === undefined ? null : (
        <span className={styles["tick"]}>{item.checked ? <Icon name="check" /> : null}</span>
      )}
      {item.icon === undefined ? null : <Icon name={item.icon} />}
      <span className="cut grow">{item.label}</span>
      {locked ? <span className="small faint cut">{item.reason}</span> : null}
      {item.hint === undefined ? null : <span className="faint">{item.hint}</span>}
      {item.keys === undefined ? null : <Kbd keys={item.keys} />}
    </Base.Item>
  );
}
