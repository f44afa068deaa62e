export { LabelsPage } from "./LabelsPage";
