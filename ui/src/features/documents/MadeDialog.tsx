import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AppError, DocumentHead } from "~/bindings";
import { Button, Dialog, DialogFoot, Mark, Skeleton } from "~/components";
import { ErrorNote } from "~/data";
import { bytes } from "~/lib/format";
import { useFileOpener } from "./OpenFile";
import { SaveCopy } from "./SaveCopy";
import { fileName } from "./Viewer";

type Props = {
  /** What is made. */
  title: string;
  /** What goes into it. */
  lead: string;
  /** Makes it; called once. */
  make: () => void;
  making: { data: DocumentHead | undefined; error: AppError | null };
  onClose: () => void;
  testId?: string | undefined;
};

/** Makes a file to take along, then opens it or saves a copy of it. */
export function MadeDialog({ title, lead, make, making, onClose, testId = "export-dialog" }: Props) {
  const { t } = useTranslation();
  const { open, trouble } = useFileOpener();
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    make();
  }, [make]);
  const { data: made, error } = making;
  const name = made === undefined ? "" : fileName(made);
  return (
    <Dialog
      open
      onClose={onClose}
      width="34rem"
      title={title}
      lead={lead}
      testId={testId}
      foot={
        <DialogFoot back={t("documents.close")} onBack={onClose}>
          {made !== undefined && open !== null ? (
            <Button large onClick={() => open(made.path, false)}>
              {t("documents.made.open")}
            </Button>
          ) : null}
          {made === undefined ? null : (
            <SaveCopy look="primary" document={made.document} suggested={name} testId="export-save">
              {t("documents.made.save")}
            </SaveCopy>
          )}
        </DialogFoot>
      }
    >
      {made === undefined && error === null ? (
        <Skeleton label={t("documents.made.making", { what: title })} rows={2} />
      ) : null}
      {error === null ? null : <ErrorNote error={error} />}
      {made === undefined ? null : (
        <p data-testid="export-made">
          <Mark is="done">{made.title}</Mark>{" "}
          <span className="muted">{t("documents.made.said", { name, size: bytes(made.bytes) })}</span>
        </p>
      )}
      {trouble}
    </Dialog>
  );
}
