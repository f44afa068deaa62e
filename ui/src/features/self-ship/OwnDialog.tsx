import type { Selection } from "~/bindings";
import { AttemptDialog } from "./AttemptDialog";
import { DeliveredDialog } from "./DeliveredDialog";
import { SendDialog } from "./SendDialog";

type Props = {
  deed: "selfDispatch" | "attempt" | "delivery";
  selection: Selection;
  onClose: () => void;
};

/** What is told of parcels the seller delivers itself, asked before anything is sent. */
export function OwnDialog({ deed, ...props }: Props) {
  switch (deed) {
    case "selfDispatch":
      return <SendDialog {...props} />;
    case "delivery":
      return <DeliveredDialog {...props} />;
    case "attempt":
      return <AttemptDialog {...props} />;
  }
}
