export { PackInputButtons } from "./PackInputButtons";
export { PackInputDialog, type InputPart } from "./PackInputDialog";
export { canType, partOf } from "./parts";
