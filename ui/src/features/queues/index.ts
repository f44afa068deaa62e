export { QueuePage } from "./QueuePage";
export { PackDialog } from "./PackDialog";
export { readSearch } from "./spec";
