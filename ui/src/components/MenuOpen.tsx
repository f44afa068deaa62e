import { Menu as Base } from "@base-ui/react/menu";
import { Icon } from "./Icon";
import { Kbd } from "./Kbd";
import type { MenuItem, MenuProps } from "./Menu";
import styles from "./Menu.module.css";

/** The menu behind its button; opens as soon as it is there, for somebody pressed the button to have it. */
export function MenuOpen({ trigger, items, align = "start" }: MenuProps) {
  return (
    <Base.Root defaultOpen>
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
