import type { ReactNode } from "react";
import { useOpenShipment } from "~/lib/open-shipment";
import styles from "./packing.module.css";

type Props = { id: string; children: ReactNode };

/** Opens a shipment's panel over the screen that is shown. */
export function ShipmentLink({ id, children }: Props) {
  const { openShipment } = useOpenShipment();
  return (
    <button type="button" className={styles["link"]} onClick={() => openShipment(id)}>
      {children}
    </button>
  );
}
