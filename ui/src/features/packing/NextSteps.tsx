import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BatchPage } from "~/bindings";
import { Button, Icon, Mark } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { SaveCopy, useFileOpener } from "~/features/documents";
import { capsOf, useCommand } from "~/keys";
import { MarkReadyDialog } from "./MarkReadyDialog";
import { toMarkReady } from "./outcome";
import styles from "./packing.module.css";
import { nextStep, stageOf } from "./stages";

type Props = { page: BatchPage };

/** From labels to the courier: print file, paper, ready, manifest. The one next deed is the filled button. */
export function NextSteps({ page }: Props) {
  const { t } = useTranslation();
  const { head } = page;
  const step = nextStep(head);
  const navigate = useNavigate();
  const opener = useFileOpener();
  const files = useRpc("documents", { kind: "printFile", count: 200 }, { enabled: head.printFile !== null });
  const path = files.data?.documents.find((file) => file.document === head.printFile)?.path;
  const make = useAction("print_file_make");
  const printed = useAction("print_file_printed");
  const [asking, setAsking] = useState(false);
  const here = stageOf(head, "downloaded").done;
  const ready = toMarkReady(page.rows);
  const look = () => void navigate({ to: "/documents", search: { document: head.printFile ?? undefined } });
  // The system's program prints; where there is none to ask, our own viewer shows it.
  const openPrintFile = () => (opener.open === null || path === undefined ? look() : opener.open(path, false));
  const toLabels = () => void navigate({ to: "/labels/$n", params: { n: String(head.batch) } });
  const makeFile = () => make.mutate({ batch: head.batch });
  const markReason = ready.length > 0 ? null : t("packing.next.nothingToMark");
  const makeReason = here > 0 ? null : t("packing.next.noLabels");
  const handOver = () => void navigate({ to: "/handover" });
  useCommand("labels", { run: toLabels, reason: makeReason });
  useCommand("dispatch", { run: () => setAsking(true), reason: markReason });
  useCommand("manifest", { run: handOver });
  const failed = make.error ?? printed.error;
  return (
    <>
      <div className={styles["next"]}>
        <Icon name="print" />
        <p className="cut">
          <Words
            page={page}
            onLook={look}
            missing={make.data?.missing.length ?? 0}
            check={make.data?.check ?? 0}
            whole={make.data?.keptWhole.length ?? 0}
          />
        </p>
        <span className="grow" />
        <Button
          look={step.kind === "makePrintFile" ? "primary" : "plain"}
          keys={capsOf("labels")}
          reason={makeReason}
          onClick={toLabels}
          data-testid="to-labels"
        >
          {t("packing.next.labels")}
        </Button>
        <Button reason={makeReason} busy={make.isPending} onClick={makeFile} data-testid="make-print-file">
          {head.printFile === null ? t("packing.next.make") : t("packing.next.makeAgain")}
        </Button>
        {head.printFile === null ? null : (
          <>
            <Button onClick={openPrintFile} data-testid="open-print-file">
              {t("packing.next.open")}
            </Button>
            <SaveCopy
              document={head.printFile}
              suggested={t("packing.next.fileName", { batch: head.batch })}
              testId="save-print-file"
            >
              {t("packing.next.save")}
            </SaveCopy>
            <Button
              look={step.kind === "print" ? "primary" : "plain"}
              reason={step.kind === "print" ? null : t("packing.next.alreadyPrinted")}
              busy={printed.isPending}
              onClick={() => printed.mutate({ batch: head.batch })}
              title={t("packing.next.printedHelp")}
              data-testid="print-file-printed"
            >
              {t("packing.next.printed")}
            </Button>
          </>
        )}
        <Button
          look={step.kind === "markReady" ? "primary" : "plain"}
          keys={capsOf("dispatch")}
          reason={markReason}
          onClick={() => setAsking(true)}
          data-testid="mark-ready"
        >
          {t("packing.next.markReady", { count: ready.length })}
        </Button>
        <Button
          look={step.kind === "handOver" ? "primary" : "plain"}
          keys={capsOf("manifest")}
          onClick={handOver}
          data-testid="to-handover"
        >
          {t("packing.next.manifest")}
        </Button>
      </div>
      {failed === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={failed} />
        </div>
      )}
      {opener.trouble}
      {asking ? (
        <MarkReadyDialog
          selection={{ kind: "ids", ids: ready.map((row) => row.shipmentId) }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

type WordsProps = Props & { onLook: () => void; missing: number; check: number; whole: number };

function Words({ page, onLook, missing, check, whole }: WordsProps) {
  const { t } = useTranslation();
  const { head } = page;
  const here = stageOf(head, "downloaded").done;
  if (head.printFile === null) {
    return here === 0 ? t("packing.next.waiting") : t("packing.next.here", { count: here });
  }
  return (
    <>
      <button type="button" className={styles["link"]} onClick={onLook}>
        {t("packing.next.file", { count: head.printFileLabels })}
      </button>
      {missing > 0 ? ` · ${t("packing.next.missing", { count: missing })}` : ""}
      {check > 0 ? (
        <>
          {" · "}
          <Mark is="unknown">{t("packing.next.check", { count: check })}</Mark>
        </>
      ) : null}
      {whole > 0 ? (
        <>
          {" · "}
          <Mark is="unknown">{t("packing.next.whole", { count: whole })}</Mark>
        </>
      ) : null}
    </>
  );
}
