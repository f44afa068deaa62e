import type { ComponentProps } from "react";
import { Glyph } from "./Glyph";
import { stateClass, stateGlyph, type State } from "./state";

type Props = ComponentProps<"span"> & {
  /** Without a state it is a plain tag. */
  is?: State | undefined;
};

/** A state as a small plate, where it must stand out from the line. */
export function Badge({ is, className, children, ...rest }: Props) {
  const classes = ["badge", is === undefined ? "" : stateClass(is), className ?? ""].filter(Boolean).join(" ");
  return (
    <span className={classes} {...rest}>
      {is === undefined ? null : <Glyph name={stateGlyph(is)} />}
      {children}
    </span>
  );
}
