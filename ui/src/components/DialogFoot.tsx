import type { ReactNode } from "react";
import { Button } from "./Button";

type Props = {
  /** Words of the way back, which Esc is too. */
  back: string;
  onBack: () => void;
  /** A muted line beside it. */
  note?: ReactNode | undefined;
  /** What else can be done, the main deed last. */
  children?: ReactNode | undefined;
};

/** The foot of a dialog: the way back at the left, what is done at the right. */
export function DialogFoot({ back, onBack, note, children }: Props) {
  return (
    <>
      <Button large keys="Esc" onClick={onBack}>
        {back}
      </Button>
      {note}
      <span className="grow" />
      {children}
    </>
  );
}
