export { Grid } from "./Grid";
export { foldKey, useFolds } from "./folds";
export { forgetLines, type ViewLines } from "./lines";
export { countChosen, toSelection } from "./selection";
export { useGrid } from "./store";
export { TickBox } from "./TickBox";
export type { Column, GroupHead } from "./types";
export { filterKey, scopeKey, useView } from "./use-view";
