import type { ComponentProps } from "react";
import { Glyph } from "./Glyph";
import { stateClass, stateGlyph, type State } from "./state";

type Props = ComponentProps<"span"> & { is: State };

/** A state in a line of text: shape, word and colour together. */
export function Mark({ is, className, children, ...rest }: Props) {
  return (
    <span className={["mark", stateClass(is), className ?? ""].filter(Boolean).join(" ")} {...rest}>
      <Glyph name={stateGlyph(is)} />
      {children}
    </span>
  );
}
