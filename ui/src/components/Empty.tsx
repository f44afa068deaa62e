import type { ReactNode } from "react";
import { Icon } from "./Icon";
import type { IconName } from "./shapes";

type Props = {
  icon: IconName;
  title: string;
  /** Why there is nothing, and what comes next. */
  children?: ReactNode | undefined;
  actions?: ReactNode | undefined;
};

/** Nothing to show, said in words, with the way on. */
export function Empty({ icon, title, children, actions }: Props) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <b>{title}</b>
      {children === undefined ? null : <span style={{ maxWidth: "26rem", textWrap: "balance" }}>{children}</span>}
      {actions === undefined ? null : <span className="flex">{actions}</span>}
    </div>
  );
}
