import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type InputPart, PackInputDialog } from "~/features/pack-input";
import styles from "./packing.module.css";

type Props = { shipmentId: string; part: InputPart };

/** Opens the form for what only a person can know: serial numbers, the size of the box. */
export function TypeIt({ shipmentId, part }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles["link"]} data-testid="type-it" onClick={() => setOpen(true)}>
        {t(part === "box" ? "packInput.typeBox" : "packInput.typeSerials")}
      </button>
      {isOpen && <PackInputDialog shipments={[shipmentId]} part={part} onClose={() => setOpen(false)} />}
    </>
  );
}
