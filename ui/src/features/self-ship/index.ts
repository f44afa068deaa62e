export { OwnDialog } from "./OwnDialog";
