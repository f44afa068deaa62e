import type { LabelScan } from "~/bindings";
import { Button, Dialog, DialogFoot, Mark } from "~/components";
import styles from "./printing.module.css";
import { goodsSaid, stopSaid } from "./said";
import { usePrintWords } from "./words";

type Props = { scan: LabelScan; onClose: () => void; onOpen: (shipment: string) => void };

/** A scanned label whose parcel must not travel: red, large, in words, until somebody has read it. */
export function ScanStop({ scan, onClose, onOpen }: Props) {
  const { t } = usePrintWords();
  const { stop, label, shipmentId } = scan;
  if (stop === null) return null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <Mark is="breached" className={styles["stopTitle"]}>
          {t("printing.scan.stop", { why: stopSaid(stop, t).words })}
        </Mark>
      }
      width="34rem"
      testId="scan-stop"
      foot={
        <DialogFoot back={t("printing.scan.understood")} onBack={onClose}>
          {shipmentId === null ? null : (
            <Button
              large
              onClick={() => {
                onClose();
                onOpen(shipmentId);
              }}
              data-testid="scan-stop-open"
            >
              {t("printing.scan.openShipment")}
            </Button>
          )}
        </DialogFoot>
      }
    >
      <div className={`${styles["verdict"] ?? ""} is-breached`} role="alert">
        <b className="h-lead">{t("printing.scan.stopText")}</b>
        <p>{t(`printing.todo.${stop}`)}</p>
        <p>
          {label === null ? "" : `${goodsSaid(label)} · `}
          <span className="id">{label?.trackingId ?? shipmentId}</span>
        </p>
      </div>
    </Dialog>
  );
}
