import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";
import { useCountAsDialog } from "./dialog-open";
import { isInToasts } from "./Toast";

type Props = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** One muted line under the title. */
  lead?: ReactNode | undefined;
  children?: ReactNode | undefined;
  /** Buttons; the way back stands first. */
  foot?: ReactNode | undefined;
  /** Width in CSS, 42rem where not given. */
  width?: string | undefined;
  /** What has the focus first. */
  focus?: RefObject<HTMLElement | null> | undefined;
  /** Stands beside the panel it was opened from instead of over half of it. */
  besidePanel?: boolean | undefined;
  testId?: string | undefined;
};

/** A question over the work. Esc and the scrim close it; focus stays inside and goes back where it came from. */
export function Dialog({ open, onClose, title, lead, children, foot, width, focus, besidePanel, testId }: Props) {
  useCountAsDialog(open);
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => {
        // A notice lies over the scrim; closing it answers no question.
        if (details.reason === "outside-press" && isInToasts(details.event.target)) details.cancel();
        else if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup
          className={besidePanel === true ? "dialog dialog--beside" : "dialog"}
          data-testid={testId}
          {...(width === undefined ? {} : { style: { width } })}
          {...(focus === undefined ? {} : { initialFocus: focus })}
        >
          <header className="dialog__head">
            <Base.Title className="h-title">{title}</Base.Title>
            {lead === undefined ? null : <Base.Description className="muted">{lead}</Base.Description>}
          </header>
          {children === undefined ? null : <div className="dialog__body">{children}</div>}
          {foot === undefined ? null : <footer className="dialog__foot">{foot}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
