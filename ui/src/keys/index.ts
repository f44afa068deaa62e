export { type CommandGroup, type CommandId, command, commandIds } from "./commands";
export { listenToKeys, takesText } from "./input";
export { caps, capsOf } from "./keys";
export { offerScan, useScan } from "./scan";
export { type Handler, handlerOf, runCommand, useCommand } from "./store";
