export { AlertsDialog } from "./AlertsDialog";
export { alertText } from "./alert-text";
