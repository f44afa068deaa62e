export { BatchesPage } from "./BatchesPage";
export { BatchPage } from "./BatchPage";
export { useBlockWords } from "./block-words";
export { CancelDialog } from "./CancelDialog";
export { MarkReadyDialog } from "./MarkReadyDialog";
export { blockState } from "./outcome";
export { ShipmentLink } from "./ShipmentLink";
