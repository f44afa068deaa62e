import type { IconName } from "~/components";

/** Where a command stands in the palette and on the sheet of keys. */
export type CommandGroup = "find" | "select" | "act" | "print" | "go" | "view" | "app";

type Entry = {
  group: CommandGroup;
  /** Keys that run it, in the notation of `keys.ts`. The first is the one shown. */
  keys: readonly string[];
  icon: IconName;
  /** Left out of the palette: it only makes sense as a key. */
  keyOnly?: true;
};

/** Every command there is. Its words are `command.<id>`. Nothing here acts on the marketplace without its check. */
export const commands = {
  search: { group: "find", keys: ["/"], icon: "search" },
  palette: { group: "find", keys: ["Ctrl+k"], icon: "palette", keyOnly: true },
  down: { group: "find", keys: ["j", "ArrowDown"], icon: "down", keyOnly: true },
  up: { group: "find", keys: ["k", "ArrowUp"], icon: "up", keyOnly: true },
  extendDown: { group: "select", keys: ["Shift+ArrowDown", "Shift+j"], icon: "down", keyOnly: true },
  extendUp: { group: "select", keys: ["Shift+ArrowUp", "Shift+k"], icon: "up", keyOnly: true },
  pageDown: { group: "find", keys: ["PageDown"], icon: "down", keyOnly: true },
  pageUp: { group: "find", keys: ["PageUp"], icon: "up", keyOnly: true },
  top: { group: "find", keys: ["Home"], icon: "up", keyOnly: true },
  bottom: { group: "find", keys: ["End"], icon: "down", keyOnly: true },
  fold: { group: "find", keys: ["ArrowLeft"], icon: "right", keyOnly: true },
  unfold: { group: "find", keys: ["ArrowRight"], icon: "down", keyOnly: true },
  foldAll: { group: "find", keys: ["Shift+ArrowLeft"], icon: "right" },
  unfoldAll: { group: "find", keys: ["Shift+ArrowRight"], icon: "down" },
  open: { group: "find", keys: ["Enter"], icon: "arrow", keyOnly: true },
  close: { group: "find", keys: ["Escape"], icon: "x", keyOnly: true },
  keys: { group: "find", keys: ["?"], icon: "info" },
  select: { group: "select", keys: ["x", "Space"], icon: "check", keyOnly: true },
  selectTo: { group: "select", keys: ["Shift+Space", "Shift+x"], icon: "check", keyOnly: true },
  selectAll: { group: "select", keys: ["Ctrl+a"], icon: "check" },
  selectFirst: { group: "select", keys: ["n"], icon: "check" },
  selectNone: { group: "select", keys: [], icon: "x" },
  pack: { group: "act", keys: ["p"], icon: "pack" },
  labels: { group: "act", keys: ["l"], icon: "print" },
  dispatch: { group: "act", keys: ["r"], icon: "ready" },
  manifest: { group: "act", keys: ["m"], icon: "handover" },
  pickList: { group: "act", keys: ["Shift+p"], icon: "print" },
  printPause: { group: "print", keys: ["h"], icon: "pause" },
  printStopped: { group: "print", keys: ["t"], icon: "hold" },
  printScan: { group: "print", keys: ["s"], icon: "scan" },
  printConfirm: { group: "print", keys: ["y"], icon: "check" },
  printAgain: { group: "print", keys: ["a"], icon: "print" },
  printSpoil: { group: "print", keys: ["d"], icon: "x" },
  readBack: { group: "act", keys: ["b"], icon: "refresh" },
  copy: { group: "act", keys: ["Ctrl+c"], icon: "copy" },
  cancel: { group: "act", keys: ["c"], icon: "x" },
  selfDispatch: { group: "act", keys: [], icon: "handover" },
  delivery: { group: "act", keys: [], icon: "check" },
  attempt: { group: "act", keys: [], icon: "x" },
  whatIf: { group: "act", keys: ["w"], icon: "rails" },
  goToPack: { group: "go", keys: ["g p"], icon: "pack" },
  goUpcoming: { group: "go", keys: ["g u"], icon: "upcoming" },
  goOnHold: { group: "go", keys: ["g h"], icon: "hold" },
  goGenerating: { group: "go", keys: ["g n"], icon: "generating" },
  goForms: { group: "go", keys: ["g f"], icon: "form" },
  goToPrint: { group: "go", keys: ["g t"], icon: "print" },
  goReady: { group: "go", keys: ["g r"], icon: "ready" },
  goHandover: { group: "go", keys: ["g m"], icon: "handover" },
  goWatch: { group: "go", keys: ["g w"], icon: "bell" },
  goBatches: { group: "go", keys: ["g b"], icon: "bench" },
  goPrinting: { group: "go", keys: ["g q"], icon: "print" },
  goLedger: { group: "go", keys: ["g e"], icon: "orders" },
  goOrders: { group: "go", keys: ["g o"], icon: "orders" },
  goStock: { group: "go", keys: ["g k"], icon: "bench" },
  goOwnToSend: { group: "go", keys: ["g y"], icon: "pack" },
  goOwnOnTheWay: { group: "go", keys: ["g v"], icon: "handover" },
  goGuardrails: { group: "go", keys: ["g g"], icon: "rails" },
  goAlerts: { group: "go", keys: ["g l"], icon: "bell" },
  goDocuments: { group: "go", keys: ["g d"], icon: "docs" },
  goActivity: { group: "go", keys: ["g a"], icon: "activity" },
  goSettings: { group: "go", keys: ["g s"], icon: "settings" },
  view1: { group: "view", keys: ["1"], icon: "orders", keyOnly: true },
  view2: { group: "view", keys: ["2"], icon: "orders", keyOnly: true },
  view3: { group: "view", keys: ["3"], icon: "orders", keyOnly: true },
  view4: { group: "view", keys: ["4"], icon: "orders", keyOnly: true },
  view5: { group: "view", keys: ["5"], icon: "orders", keyOnly: true },
  view6: { group: "view", keys: ["6"], icon: "orders", keyOnly: true },
  view7: { group: "view", keys: ["7"], icon: "orders", keyOnly: true },
  view8: { group: "view", keys: ["8"], icon: "orders", keyOnly: true },
  view9: { group: "view", keys: ["9"], icon: "orders", keyOnly: true },
  saveView: { group: "view", keys: [], icon: "save" },
  compare: { group: "app", keys: [], icon: "docs" },
  rewind: { group: "app", keys: [], icon: "undo" },
  editLines: { group: "app", keys: [], icon: "ruler" },
  syncNow: { group: "app", keys: [], icon: "refresh" },
  syncFull: { group: "app", keys: [], icon: "refresh" },
  theme: { group: "app", keys: [], icon: "sun" },
  language: { group: "app", keys: [], icon: "lang" },
} as const satisfies Record<string, Entry>;

/** Name of a command. */
export type CommandId = keyof typeof commands;

/** All names, in the order of the list. */
export const commandIds = Object.keys(commands) as CommandId[];

/** One command with the fields every one has. */
export function command(id: CommandId): Entry {
  return commands[id];
}
