import { useNavigate } from "@tanstack/react-router";
import type { Frame, Queue } from "~/bindings";
import { type CommandId, useCommand } from "~/keys";
import { count } from "~/lib/format";
import { queueSlugs, SELF_SHIP } from "~/lib/queues";

const queues = {
  toPack: "goToPack",
  upcoming: "goUpcoming",
  onHold: "goOnHold",
  generating: "goGenerating",
  forms: "goForms",
  toPrint: "goToPrint",
  ready: "goReady",
} as const satisfies Partial<Record<Queue, CommandId>>;

const places = {
  goHandover: "/handover",
  goWatch: "/watch",
  goBatches: "/batches",
  goPrinting: "/printing",
  goLedger: "/ledger",
  goOrders: "/orders",
  goStock: "/stock",
  goGuardrails: "/guardrails",
  goDocuments: "/documents",
  goActivity: "/activity",
  goSettings: "/settings",
} as const satisfies Partial<Record<CommandId, string>>;

type QueueName = keyof typeof queues;
type PlaceName = keyof typeof places;

function GoQueue({ queue, frame }: { queue: QueueName; frame: Frame }) {
  const navigate = useNavigate();
  const shipments = frame.queues.find((entry) => entry.queue === queue)?.shipments;
  useCommand(queues[queue], {
    run: () => void navigate({ to: "/q/$queue", params: { queue: queueSlugs[queue] } }),
    hint: shipments === undefined ? null : count(shipments),
  });
  return null;
}

const own = { goOwnToSend: "toPack", goOwnOnTheWay: "inTransit" } as const satisfies Partial<Record<CommandId, Queue>>;

function GoOwn({ id, shipments }: { id: keyof typeof own; shipments: number }) {
  const navigate = useNavigate();
  useCommand(id, {
    run: () => void navigate({ to: "/q/$queue", params: { queue: queueSlugs[own[id]] }, search: { type: SELF_SHIP } }),
    hint: count(shipments),
  });
  return null;
}

/** What a key does where no screen has something better: it leads to the screen that does it. */
const otherwise = {
  search: "/orders",
  labels: "/batches",
  manifest: "/handover",
} as const satisfies Partial<Record<CommandId, string>>;

function GoOtherwise({ id }: { id: keyof typeof otherwise }) {
  const navigate = useNavigate();
  useCommand(id, { run: () => void navigate({ to: otherwise[id] }) });
  return null;
}

function GoPlace({ place }: { place: PlaceName }) {
  const navigate = useNavigate();
  useCommand(place, { run: () => void navigate({ to: places[place] }) });
  return null;
}

/** `g` and a letter: to each queue and each place. Stands before the screen, so that a screen's own handlers win. */
export function GoCommands({ frame }: { frame: Frame }) {
  return (
    <>
      {(Object.keys(queues) as QueueName[]).map((queue) => (
        <GoQueue key={queue} queue={queue} frame={frame} />
      ))}
      {(Object.keys(places) as PlaceName[]).map((place) => (
        <GoPlace key={place} place={place} />
      ))}
      <GoOwn id="goOwnToSend" shipments={frame.selfShip.toSend} />
      <GoOwn id="goOwnOnTheWay" shipments={frame.selfShip.onTheWay} />
      {(Object.keys(otherwise) as (keyof typeof otherwise)[]).map((id) => (
        <GoOtherwise key={id} id={id} />
      ))}
    </>
  );
}
