import { stateClass, type State } from "./state";

/** One stretch of a bar. */
export type StagePart = {
  /** `next` is what is still to come: pale, its count stands beside it. */
  is: State | "next";
  count: number;
};

type Props = {
  parts: readonly StagePart[];
  of: number;
};

/** A whole divided by state. Stretches are proportional, none that holds anything disappears; its words stand below. */
export function StageBar({ parts, of }: Props) {
  return (
    <span className="bar" aria-hidden="true">
      {parts
        .filter((part) => part.count > 0)
        .map((part) => (
          <i
            key={part.is}
            className={part.is === "next" ? "is-next" : stateClass(part.is)}
            style={{ width: `${of > 0 ? (part.count / of) * 100 : 0}%`, minWidth: "3px" }}
          />
        ))}
    </span>
  );
}
