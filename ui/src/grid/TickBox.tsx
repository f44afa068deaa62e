import { Icon } from "~/components";

/** The 14 px box; the cell around it is what is pressed. */
export function TickBox({ tick }: { tick: boolean | "mixed" }) {
  return (
    <span className="check" aria-hidden="true" aria-checked={tick}>
      {tick === false ? null : <Icon name={tick === "mixed" ? "minus" : "check"} />}
    </span>
  );
}
