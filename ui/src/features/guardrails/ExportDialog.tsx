import type { BoardAsk, ExportForm, ExportTable } from "~/bindings";
import { useAction } from "~/data";
import { MadeDialog } from "~/features/documents";
import { useWords } from "~/features/limits";

/** What is to be made: a report, a workbook, or one table as text. */
export type Wanted = { form: ExportForm; table: ExportTable | null };

type Props = Wanted & { ask: BoardAsk; onClose: () => void };

const NAMES = { pdf: "exportPdf", xlsx: "exportXlsx", csv: "exportCsv" } as const;

/** Makes a report, a workbook or a text file of what is on the screen and saves a copy of it. */
export function ExportDialog({ form, table, ask, onClose }: Props) {
  const { t } = useWords();
  const make = useAction("guardrail_export");
  const { mutate } = make;
  return (
    <MadeDialog
      title={table === null ? t(`guardrails.${NAMES[form]}`) : t(`guardrails.exportTable.${table}`)}
      lead={t("guardrails.exportLead")}
      make={() => mutate({ form, table, board: ask })}
      making={make}
      onClose={onClose}
    />
  );
}
