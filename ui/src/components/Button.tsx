import type { ComponentProps, MouseEvent } from "react";
import { Icon } from "./Icon";
import type { IconName } from "./shapes";
import { Kbd } from "./Kbd";

/** Props of a button. */
export type ButtonProps = ComponentProps<"button"> & {
  look?: "plain" | "primary" | "ghost" | "danger" | undefined;
  large?: boolean | undefined;
  icon?: IconName | undefined;
  /** Keys that do the same, shown on the button. */
  keys?: string | undefined;
  /** Why it cannot be pressed now. It stays in the tab order and says so, and pressing does nothing. */
  reason?: string | null | undefined;
  /** Pressed and not answered yet: a second press does nothing. */
  busy?: boolean | undefined;
};

/** Something a person can do. Carries its key, and its reason where it cannot be done. */
export function Button({
  look = "plain",
  large = false,
  icon,
  keys,
  reason,
  busy = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const locked = (reason !== undefined && reason !== null) || busy;
  const bare = icon !== undefined && children === undefined;
  const classes = [
    "btn",
    look === "plain" ? "" : `btn--${look}`,
    large ? "btn--lg" : "",
    bare ? "btn--icon" : "",
    className ?? "",
  ];
  function press(event: MouseEvent<HTMLButtonElement>) {
    if (locked) {
      event.preventDefault();
      return;
    }
    onClick?.(event);
  }
  return (
    <button
      {...rest}
      // The type is one of the three literals, never computed.
      // oxlint-disable-next-line react/button-has-type
      type={type}
      className={classes.filter(Boolean).join(" ")}
      aria-disabled={locked ? true : undefined}
      aria-busy={busy ? true : undefined}
      title={reason ?? rest.title}
      onClick={press}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
      {keys === undefined ? null : <Kbd keys={keys} />}
    </button>
  );
}
