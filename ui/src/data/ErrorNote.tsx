import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AppError } from "~/bindings";
import { Trouble } from "~/components";

/** The error as plain text for a support ticket. */
export function errorText(error: AppError): string {
  const shipments = error.shipmentIds.length > 0 ? `\nShipments: ${error.shipmentIds.join(", ")}` : "";
  const detail = error.detail ? `\n${error.detail}` : "";
  return `${error.code}: ${error.message}\n${error.nextStep}\nChanged at the marketplace: ${error.changed}${shipments}${detail}`;
}

type Props = { error: AppError; actions?: ReactNode };

/** Shows an error: what happened, to which shipments, whether anything changed, what next; the cause folds out. */
export function ErrorNote({ error, actions }: Props) {
  const { t } = useTranslation();
  return (
    <Trouble
      is={error.changed === "unknown" && error.code === "OUTCOME_UNKNOWN" ? "unknown" : "refused"}
      title={error.message}
      detail={{
        word: t("error.detail"),
        text: errorText(error),
        copy: { copy: t("error.copy"), copied: t("error.copied"), failed: t("error.copyFailed") },
      }}
      actions={actions}
    >
      <b>{t(`error.changed.${error.changed}`)}</b> {error.nextStep}
      {error.shipmentIds.length > 0 && (
        <>
          {" "}
          <span className="id muted">{error.shipmentIds.slice(0, 12).join(", ")}</span>
        </>
      )}
    </Trouble>
  );
}
