import type { IconName } from "./shapes";

type Props = {
  name: IconName;
  /** 24 instead of 16 px. */
  large?: boolean | undefined;
  /** Said aloud where no word stands beside it. */
  label?: string | undefined;
  className?: string | undefined;
};

/** A line drawing of a thing or a deed, from the sprite. */
export function Icon({ name, large = false, label, className }: Props) {
  const classes = ["icon", large ? "icon--lg" : "", className ?? ""].filter(Boolean).join(" ");
  return (
    <svg
      className={classes}
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      <use href={`#i-${name}`} />
    </svg>
  );
}
