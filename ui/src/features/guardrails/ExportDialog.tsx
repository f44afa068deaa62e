import { useEffect, useRef } from "react";
import type { BoardAsk, ExportForm, ExportTable } from "~/bindings";
import { Button, Dialog, DialogFoot, Mark, Skeleton } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { fileName, SaveCopy, useFileOpener } from "~/features/documents";
import { useWords } from "~/features/limits";
import { bytes } from "~/lib/format";

/** What is to be made: a report, a workbook, or one table as text. */
export type Wanted = { form: ExportForm; table: ExportTable | null };

type Props = Wanted & { ask: BoardAsk; onClose: () => void };

const NAMES = { pdf: "exportPdf", xlsx: "exportXlsx", csv: "exportCsv" } as const;

/** Makes a report, a workbook or a text file of what is on the screen and saves a copy of it. */
export function ExportDialog({ form, table, ask, onClose }: Props) {
  const { t } = useWords();
  const make = useAction("guardrail_export");
  const { open, trouble } = useFileOpener();
  const begun = useRef(false);
  const { mutate } = make;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate({ form, table, board: ask });
  }, [mutate, form, table, ask]);
  const made = make.data;
  const what = table === null ? t(`guardrails.${NAMES[form]}`) : t(`guardrails.exportTable.${table}`);
  const name = made === undefined ? "" : fileName(made);
  return (
    <Dialog
      open
      onClose={onClose}
      width="34rem"
      title={what}
      lead={t("guardrails.exporting.lead")}
      testId="export-dialog"
      foot={
        <DialogFoot back={t("guardrails.exporting.close")} onBack={onClose}>
          {made !== undefined && open !== null ? (
            <Button large onClick={() => open(made.path, false)}>
              {t("guardrails.exporting.open")}
            </Button>
          ) : null}
          {made === undefined ? null : (
            <SaveCopy look="primary" document={made.document} suggested={name} from={made.path} testId="export-save">
              {t("guardrails.exporting.save")}
            </SaveCopy>
          )}
        </DialogFoot>
      }
    >
      {make.isPending ? <Skeleton label={t("guardrails.exporting.making", { what })} rows={2} /> : null}
      {make.error === null ? null : <ErrorNote error={make.error} />}
      {made === undefined ? null : (
        <p data-testid="export-made">
          <Mark is="done">{made.title}</Mark>{" "}
          <span className="muted">{t("guardrails.exporting.made", { name, size: bytes(made.bytes) })}</span>
        </p>
      )}
      {trouble}
    </Dialog>
  );
}
