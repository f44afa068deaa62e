export { BatchesPage } from "./BatchesPage";
export { BatchPage } from "./BatchPage";
export { CancelDialog } from "./CancelDialog";
export { CheckDialog } from "./CheckDialog";
export { MarkReadyDialog } from "./MarkReadyDialog";
export { usePace } from "./pace";
export { ShipmentLink } from "./ShipmentLink";
