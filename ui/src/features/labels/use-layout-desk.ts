import { useState } from "react";
import type { AppError, LabelLayout, Printer, Printers } from "~/bindings";
import { useAction, useRpc } from "~/data";
import { BLANK, sameLayout } from "./layout-edit";

/** Whose layout is edited: a printer's, or the one of print files saved as PDF. */
export type Target = { id: string; printer: Printer | null };

/** A layout on the bench: what is kept, what was changed since, and for whom. */
export type LayoutDesk = {
  /** Everything needed has been read. */
  isReady: boolean;
  error: AppError | null;
  printers: Printers | undefined;
  targets: Target[];
  target: Target;
  choose: (id: string) => void;
  layout: LabelLayout;
  change: (part: Partial<LabelLayout>) => void;
  /** It differs from what is kept. */
  isChanged: boolean;
  isBusy: boolean;
  keep: () => void;
  undo: () => void;
};

const FILE = "file";

/** Edits one layout at a time, the wanted printer's first. A change is seen at once and kept when a person says so. */
export function useLayoutDesk(wanted?: number): LayoutDesk {
  const printers = useRpc("printers", {});
  const settings = useRpc("settings_get", {});
  const putPrinter = useAction("printer_put");
  const putSettings = useAction("settings_put");
  const [chosen, setChosen] = useState<string | null>(wanted === undefined ? null : String(wanted));
  const [draft, setDraft] = useState<{ of: string; layout: LabelLayout } | null>(null);

  const file: Target = { id: FILE, printer: null };
  const known = (printers.data?.printers ?? []).map((printer): Target => ({ id: String(printer.printer), printer }));
  const targets = [...known, file];
  const target = targets.find(({ id }) => id === (chosen ?? usual(printers.data))) ?? file;
  const kept = target.printer?.layout ?? settings.data?.layout;
  const layout = draft?.of === target.id ? draft.layout : (kept ?? BLANK);

  function keep() {
    const done = { onSuccess: () => setDraft(null) };
    if (target.printer !== null) putPrinter.mutate({ ...target.printer, layout }, done);
    else if (settings.data !== undefined) putSettings.mutate({ ...settings.data, layout }, done);
  }

  return {
    isReady: kept !== undefined && !printers.isPending,
    error: printers.error ?? settings.error ?? putPrinter.error ?? putSettings.error,
    printers: printers.data,
    targets,
    target,
    choose: setChosen,
    layout,
    change: (part) => setDraft({ of: target.id, layout: { ...layout, ...part } }),
    isChanged: kept !== undefined && !sameLayout(layout, kept),
    isBusy: putPrinter.isPending || putSettings.isPending,
    keep,
    undo: () => setDraft(null),
  };
}

/** The station's printer for labels, else one that prints them, else the file. */
function usual(printers: Printers | undefined): string {
  const standing = printers?.defaults.find(({ kind }) => kind === "labels")?.printer;
  const able = printers?.printers.find(({ prints }) => prints.includes("labels"))?.printer;
  const printer = standing ?? able;
  return printer === undefined ? FILE : String(printer);
}
