import type { TFunction } from "i18next";
import type { LabelLayout, Language, PaperKind, Printer, Route, SystemQueue } from "~/bindings";

/** Languages a printer may be told, the likeliest first. */
export const LANGUAGES = ["pdf", "zpl", "zplHex", "tspl"] as const satisfies readonly Language[];
/** What a station may send to a printer. */
export const KINDS = ["labels", "invoices", "lists", "manifests"] as const satisfies readonly PaperKind[];
/** Resolutions label printers come with. */
export const DPIS = ["203", "300", "600"] as const;
/** Where raw bytes are taken from the network by custom. */
export const PORT = 9100;

/** Ways to a printer. */
export type Way = Route["kind"];

/** What is typed and chosen for one printer. */
export type Draft = {
  printer: number;
  name: string;
  /** Belongs to every station. */
  everywhere: boolean;
  way: Way;
  queue: string;
  host: string;
  port: string;
  folder: string;
  language: Language;
  dpi: number;
  prints: PaperKind[];
  layout: LabelLayout;
};

/** A new printer: a queue of the system that takes labels. */
export function emptyDraft(layout: LabelLayout, isFirst: boolean): Draft {
  return {
    printer: 0,
    name: "",
    everywhere: false,
    way: "queue",
    queue: "",
    host: "",
    port: String(PORT),
    folder: "",
    language: "pdf",
    dpi: 203,
    prints: isFirst ? ["labels"] : [],
    layout,
  };
}

/** A kept printer, to be changed. */
export function draftOf(printer: Printer): Draft {
  const { route } = printer;
  return {
    ...emptyDraft(printer.layout, false),
    printer: printer.printer,
    name: printer.name,
    everywhere: printer.station === "",
    way: route.kind,
    queue: route.kind === "queue" ? route.name : "",
    host: route.kind === "tcp" ? route.host : "",
    port: route.kind === "tcp" ? String(route.port) : String(PORT),
    folder: route.kind === "folder" ? route.path : "",
    language: printer.language,
    dpi: printer.dpi,
    prints: printer.prints,
  };
}

/** Another way: on the network nothing draws the dots, so PDF gives way to ZPL. */
export function withWay(draft: Draft, way: Way): Draft {
  return { ...draft, way, language: way === "tcp" && draft.language === "pdf" ? "zpl" : draft.language };
}

/** A queue of the system; its name becomes the printer's as long as nobody typed another. */
export function withQueue(draft: Draft, queue: SystemQueue): Draft {
  const own = draft.name === "" || draft.name === draft.queue;
  return { ...draft, queue: queue.name, name: own ? queue.name : draft.name };
}

/** What still lacks; none where it can be kept. */
export function lackOf(draft: Draft): "queue" | "host" | "port" | "folder" | "name" | "language" | null {
  const port = Number(draft.port);
  if (draft.way === "queue" && draft.queue === "") return "queue";
  if (draft.way === "tcp" && draft.host.trim() === "") return "host";
  if (draft.way === "tcp" && !(Number.isInteger(port) && port > 0 && port < 65_536)) return "port";
  if (draft.way === "folder" && !/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(draft.folder.trim())) return "folder";
  if (draft.way === "tcp" && draft.language === "pdf") return "language";
  return draft.name.trim() === "" ? "name" : null;
}

/** What can go to a printer: one that is told dots takes labels only. */
export function kindsOf(language: Language): readonly PaperKind[] {
  return language === "pdf" ? KINDS : ["labels"];
}

/** The printer as it is kept. */
export function printerOf(draft: Draft, station: string): Printer {
  return {
    printer: draft.printer,
    name: draft.name.trim(),
    station: draft.everywhere ? "" : station,
    route: routeOf(draft),
    language: draft.language,
    dpi: draft.dpi,
    prints: draft.prints.filter((kind) => kindsOf(draft.language).includes(kind)),
    layout: draft.printer === 0 ? { ...draft.layout, size: sizeFor(draft.language) } : draft.layout,
  };
}

/** A driver draws the bars' modules on uneven dots; where the dots are ours the bars are redrawn and may be big. */
function sizeFor(language: Language): LabelLayout["size"] {
  return { kind: language === "pdf" ? "exact" : "big" };
}

function routeOf(draft: Draft): Route {
  switch (draft.way) {
    case "queue":
      return { kind: "queue", name: draft.queue };
    case "tcp":
      return { kind: "tcp", host: draft.host.trim(), port: Number(draft.port) };
    case "folder":
      return { kind: "folder", path: draft.folder.trim() };
  }
}

const KNOWN = [
  "media-empty",
  "media-jam",
  "media-low",
  "media-needed",
  "cover-open",
  "door-open",
  "offline",
  "paused",
  "connecting-to-device",
  "timed-out",
  "marker-supply-low",
  "marker-supply-empty",
  "toner-low",
  "toner-empty",
  "spool-area-full",
  "shutdown",
  "cups-missing-filter",
] as const;

/** A spooler's reason (IPP `printer-state-reasons`) in plain words; one nobody knows without its dashes. */
export function reasonWords(reason: string, t: TFunction): string {
  const bare = reason.replace(/-(error|warning|report)$/, "");
  const known = KNOWN.find((one) => one === bare);
  return known === undefined ? bare.replaceAll("-", " ") : t(`printers.why.${known}`);
}
