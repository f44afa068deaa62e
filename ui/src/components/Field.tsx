import { useId, type ReactNode } from "react";
import { Glyph } from "./Glyph";

type Props = {
  label: ReactNode;
  /** What it is for, in one line. */
  help?: ReactNode | undefined;
  /** What is wrong with it. Takes the place of the help. */
  problem?: string | null | undefined;
  /** What is right about it. Takes the place of the help. */
  good?: string | null | undefined;
  className?: string | undefined;
  /** Draws the control; give it the id and, where there is one, the id of the help. */
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
};

/** A labelled control with its help or its problem in words. */
export function Field({ label, help, problem, good, className, children }: Props) {
  const id = useId();
  const wrong = problem !== undefined && problem !== null && problem !== "";
  const right = !wrong && good !== undefined && good !== null && good !== "";
  const hasHelp = wrong || right || help !== undefined;
  const helpId = `${id}-help`;
  return (
    <div className={className === undefined ? "field" : `field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, describedBy: hasHelp ? helpId : undefined, invalid: wrong })}
      {wrong ? (
        <span className="help is-breached" id={helpId} role="alert">
          <Glyph name="refused" />
          {problem}
        </span>
      ) : right ? (
        <span className="help is-done" id={helpId}>
          <Glyph name="done" />
          {good}
        </span>
      ) : help === undefined ? null : (
        <span className="help" id={helpId}>
          {help}
        </span>
      )}
    </div>
  );
}
