export { SettingsPage } from "./SettingsPage";
export { AccountForm } from "./AccountForm";
export { Backups } from "./Backups";
