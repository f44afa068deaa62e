export { SettingsPage } from "./SettingsPage";
export { AccountForm } from "./AccountForm";
