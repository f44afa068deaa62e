import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DocumentHead, DocumentKind, PaperKind, Printers } from "~/bindings";
import { Button, Mark } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { capsOf, useCommand } from "~/keys";
import styles from "./documents.module.css";

/** Which printer a kind goes to; none where it is printed by a run, or by its own program. */
const PAPERS: Partial<Record<DocumentKind, PaperKind>> = {
  invoices: "invoices",
  manifest: "manifests",
  handoverList: "manifests",
  pickList: "lists",
  packingList: "lists",
  batchSheet: "lists",
  report: "lists",
};

/** Prints a document on the printer of its kind. Labels go by a run, so that each is known by its copy. */
export function usePrintIt(head: DocumentHead, hasKey: boolean) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const kind = PAPERS[head.kind];
  const printers = useRpc("printers", {}, { enabled: kind !== undefined });
  const print = useAction("print_document");
  const printer = printerOf(printers.data, kind);
  const isLabels = (head.kind === "labels" || head.kind === "printFile") && head.batch !== null;
  const reason = printer === undefined ? t(printers.isPending ? "documents.reading" : "documents.noPrinter") : null;
  const run = () => print.mutate({ document: head.document, printer: null });
  const toLabels = () => void navigate({ to: "/labels/$n", params: { n: String(head.batch) } });
  const handler = isLabels ? { run: toLabels } : kind === undefined ? undefined : { run, reason };
  useCommand("labels", hasKey ? handler : undefined);
  const keys = hasKey ? capsOf("labels") : undefined;
  const button = isLabels ? (
    <Button icon="print" keys={keys} onClick={toLabels} data-testid="document-labels">
      {t("documents.toLabels", { batch: head.batch })}
    </Button>
  ) : kind === undefined ? null : (
    <Button icon="print" keys={keys} reason={reason} busy={print.isPending} onClick={run} data-testid="document-print">
      {printer === undefined ? t("documents.print") : t("documents.printOn", { printer })}
    </Button>
  );
  const said =
    print.error !== null ? (
      <div className={styles["said"]}>
        <ErrorNote error={print.error} />
      </div>
    ) : print.data !== undefined ? (
      <div className={styles["said"]} role="status">
        <Mark is="done">{t("documents.sentTo", { printer: print.data.printer })}</Mark>
        {print.data.job === null ? "" : ` ${t("documents.job", { job: print.data.job })}`}
      </div>
    ) : null;
  return { button, said };
}

function printerOf(printers: Printers | undefined, kind: PaperKind | undefined): string | undefined {
  const standing = printers?.defaults.find((one) => one.kind === kind)?.printer;
  return printers?.printers.find(({ printer }) => printer === standing)?.name;
}
