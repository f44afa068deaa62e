import type { CSSProperties } from "react";
import type { GlyphName } from "./shapes";

type Props = {
  name: GlyphName;
  /** Said aloud where no word stands beside it. */
  label?: string | undefined;
  className?: string | undefined;
  style?: CSSProperties | undefined;
};

/** The shape of a state, from the sprite; its word stands beside it or in `label`. */
export function Glyph({ name, label, className, style }: Props) {
  return (
    <svg
      className={className === undefined ? "glyph" : `glyph ${className}`}
      viewBox="0 0 12 12"
      style={style}
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      <use href={`#g-${name}`} />
    </svg>
  );
}
