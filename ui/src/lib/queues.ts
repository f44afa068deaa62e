import type { Queue } from "~/bindings";

/** Queues with a place of their own, and how the address bar names them. */
export const queueSlugs = {
  toPack: "to-pack",
  upcoming: "upcoming",
  onHold: "on-hold",
  generating: "generating",
  forms: "forms",
  toPrint: "to-print",
  ready: "ready",
  inTransit: "in-transit",
  delivered: "delivered",
  cancelled: "cancelled",
  other: "other",
} as const satisfies Record<Queue, string>;

/** The marketplace's word for parcels the seller delivers itself. */
export const SELF_SHIP = "SELF";

/** The queues of the day's work, in the order of the nav. */
export const workQueues = ["toPack", "upcoming", "onHold", "generating", "forms", "toPrint", "ready"] as const;

/** The queue an address names. */
export function queueOf(slug: string): Queue | undefined {
  const found = Object.entries(queueSlugs).find(([, name]) => name === slug);
  return found?.[0] as Queue | undefined;
}
