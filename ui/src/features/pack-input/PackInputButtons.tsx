import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/components";
import { type InputPart, PackInputDialog } from "./PackInputDialog";
import styles from "./pack-input.module.css";

type Props = {
  shipmentId: string;
  /** The one that packing waits for stands out. */
  needs: InputPart | null;
};

/** The two ways into the form, for a shipment whose label was not asked for yet. */
export function PackInputButtons({ shipmentId, needs }: Props) {
  const { t } = useTranslation();
  const [part, setPart] = useState<InputPart | null>(null);
  return (
    <p className={styles["buttons"]}>
      <Button
        look={needs === "serials" ? "primary" : "plain"}
        data-testid="type-serials"
        onClick={() => setPart("serials")}
      >
        {t("packInput.typeSerials")}
      </Button>
      <Button look={needs === "box" ? "primary" : "plain"} data-testid="type-box" onClick={() => setPart("box")}>
        {t("packInput.typeBox")}
      </Button>
      {part !== null && (
        <PackInputDialog besidePanel shipments={[shipmentId]} part={part} onClose={() => setPart(null)} />
      )}
    </p>
  );
}
