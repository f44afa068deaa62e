import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Skeleton } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import { shortId } from "~/lib/ids";
import { PackInputForm } from "./PackInputForm";
import type { InputPart } from "./parts";

export type { InputPart } from "./parts";

type Props = {
  /** One after the other. */
  shipments: readonly string[];
  /** Where the hand goes first. */
  part: InputPart;
  /** Opened from the shipment's panel, which stays whole beside it. */
  besidePanel?: boolean;
  onClose: () => void;
};

/** Serial numbers and box sizes, typed or scanned before the label is asked for. */
export function PackInputDialog({ shipments, part, besidePanel = false, onClose }: Props) {
  const { t } = useTranslation();
  // As they were when the dialog opened: the list behind it loses those that are done.
  const [ids] = useState(shipments);
  const [at, setAt] = useState(0);
  const id = ids[at] ?? "";
  const form = useRpc("pack_input", { shipmentId: id }, { keep: false });
  const isLast = at + 1 >= ids.length;
  const goOn = () => (isLast ? onClose() : setAt(at + 1));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(part === "box" ? "packInput.titleBox" : "packInput.titleSerials")}
      lead={
        <>
          <span className="id" title={id}>
            {shortId(id)}
          </span>
          {ids.length > 1 && ` · ${t("packInput.at", { n: at + 1, of: ids.length })}`}
        </>
      }
      besidePanel={besidePanel}
      testId="pack-input"
      {...(form.data ? {} : { foot: <Button onClick={onClose}>{t("word.back")}</Button> })}
    >
      {form.error && <ErrorNote error={form.error} />}
      {!form.data && !form.error && <Skeleton label={t("packInput.reading")} rows={4} />}
      {form.data && (
        <PackInputForm
          key={id}
          id={id}
          form={form.data}
          part={part}
          isLast={isLast}
          onSaved={goOn}
          onSkip={goOn}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
