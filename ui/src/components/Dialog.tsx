import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";

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
  testId?: string | undefined;
};

/** A question over the work. Esc and the scrim close it; focus stays inside and goes back where it came from. */
export function Dialog({ open, onClose, title, lead, children, foot, width, focus, testId }: Props) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup
          className="dialog"
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
