import type { ReactNode } from "react";

type Props = { id: string; children: ReactNode };

/** Opens a shipment's panel over all orders. */
export function ShipmentLink({ id, children }: Props) {
  return <a href={`#/all?open=${encodeURIComponent(id)}`}>{children}</a>;
}
