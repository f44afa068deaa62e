import { useEffect, useState } from "react";
import type { Printer, Settings, SystemQueue } from "~/bindings";
import { Button, Dialog, DialogFoot, Empty, Mark, Skeleton, type State } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { paperSaid, usePrintWords } from "~/features/printing";
import { DeskName } from "./DeskName";
import { type Draft, draftOf, emptyDraft, reasonWords } from "./printer-form";
import { PrinterDialog } from "./PrinterDialog";
import styles from "./printers.module.css";
import { useChoices } from "./use-choices";

/** How often the system is asked how its queues are, while this is on screen. */
const ASK_MS = 10_000;

/** This station's printers: where they are, what goes to them, how they are; added, tested, removed. */
export function PrintersSection() {
  const { t } = usePrintWords();
  const { choices, error, put } = useChoices();
  const reply = useRpc("printers", {});
  const keep = useAction("printer_put");
  const queues = useRpc("printer_queues", {});
  const { refetch } = queues;
  useEffect(() => {
    const timer = setInterval(() => void refetch(), ASK_MS);
    return () => clearInterval(timer);
  }, [refetch]);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [removing, setRemoving] = useState<Printer | null>(null);
  const station = reply.data?.station ?? "";
  const printers = reply.data?.printers ?? [];
  const near = printers.filter((one) => one.station === "" || one.station === station);
  const far = printers.filter((one) => one.station !== "" && one.station !== station);
  const isDefault = (printer: Printer) =>
    (reply.data?.defaults ?? []).filter((one) => one.printer === printer.printer).map((one) => one.kind);
  const add = choices === undefined ? null : () => setDraft(emptyDraft(choices.layout, near.length === 0));
  const failed = error ?? reply.error ?? keep.error;
  /** A station's printers stay its own when it is given another name. */
  function rename(part: Partial<Settings>) {
    put(part);
    const name = part.deskName ?? "";
    if (name === "") return;
    for (const one of printers.filter((one) => one.station === station)) keep.mutate({ ...one, station: name });
  }
  return (
    <>
      <div className={styles["head"]}>
        <h2 className="h-title">{t("printers.title")}</h2>
        <span className="grow" />
        {add === null || near.length === 0 ? null : (
          <Button icon="plus" onClick={add} data-testid="printer-add">
            {t("printers.add")}
          </Button>
        )}
      </div>
      <p className="muted">{t("printers.text")}</p>
      {failed === null ? null : <ErrorNote error={failed} />}
      {reply.data === undefined ? (
        <Skeleton label={t("printing.reading")} rows={4} />
      ) : near.length === 0 ? (
        <Empty
          icon="print"
          title={t("printers.noneTitle")}
          actions={
            add === null ? null : (
              <Button look="primary" icon="plus" onClick={add} data-testid="printer-add">
                {t("printers.add")}
              </Button>
            )
          }
        >
          {t("printers.noneText")}
        </Empty>
      ) : (
        <ul className={styles["list"]} aria-label={t("printers.title")}>
          {near.map((printer) => (
            <Line
              key={printer.printer}
              printer={printer}
              kinds={isDefault(printer)}
              queues={queues.data?.queues ?? null}
              onEdit={() => setDraft(draftOf(printer))}
              onRemove={() => setRemoving(printer)}
            />
          ))}
        </ul>
      )}
      {far.length === 0 ? null : (
        <section aria-label={t("printers.far")}>
          <b className="muted">{t("printers.far")}</b>
          <ul>
            {far.map((one) => (
              <li key={one.printer} className={styles["far"]}>
                <span className="cut">
                  {one.name} <span className="faint">{one.station}</span>
                </span>
                <Button
                  busy={keep.isPending}
                  onClick={() => keep.mutate({ ...one, station: "" })}
                  data-testid={`use-${one.printer}`}
                >
                  {t("printers.useHere")}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {choices === undefined ? null : (
        <div className={styles["station"]}>
          <DeskName
            choices={choices}
            put={rename}
            station={station}
            label={t("printers.station")}
            help={t("printers.stationHelp")}
          />
        </div>
      )}
      {draft === null ? null : (
        <PrinterDialog
          draft={draft}
          station={station}
          queues={queues.data?.queues ?? null}
          queuesError={queues.error}
          onDraft={setDraft}
          onClose={() => setDraft(null)}
        />
      )}
      {removing === null ? null : <RemoveDialog printer={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

type LineProps = {
  printer: Printer;
  kinds: Printer["prints"];
  queues: SystemQueue[] | null;
  onEdit: () => void;
  onRemove: () => void;
};

function Line({ printer, kinds, queues, onEdit, onRemove }: LineProps) {
  const { t } = usePrintWords();
  const test = useAction("printer_test");
  const { route } = printer;
  const queue = route.kind === "queue" ? queues?.find((one) => one.name === route.name) : undefined;
  const facts = [
    t(`printers.language.${printer.language}`),
    t("printers.dpiOf", { dpi: printer.dpi }),
    printer.prints.length === 0 || printer.prints.includes("labels") ? paperSaid(printer.layout.paper, t) : "",
    printer.station === "" ? t("printers.everywhere") : "",
  ];
  return (
    <li className={styles["printer"]} data-testid={`printer-${printer.printer}`}>
      <div className={styles["what"]}>
        <b className="h-lead">{printer.name}</b>
        {route.kind === "queue" && queues !== null ? <QueueMark queue={queue} name={route.name} /> : null}
      </div>
      <span className="muted">
        {route.kind === "queue"
          ? t("printers.onQueue", { name: route.name })
          : route.kind === "tcp"
            ? t("printers.onNetwork", { host: route.host, port: route.port })
            : t("printers.inFolder", { path: route.path })}
        {" · "}
        {facts.filter(Boolean).join(" · ")}
      </span>
      <span>
        {printer.prints.length === 0 ? (
          <span className="faint">{t("printers.printsNothing")}</span>
        ) : (
          t("printers.prints", { kinds: printer.prints.map((kind) => t(`printers.kind.${kind}`)).join(", ") })
        )}
        {printer.prints.some((kind) => !kinds.includes(kind)) ? (
          <span className="faint"> · {t("printers.notFirst")}</span>
        ) : null}
      </span>
      <div className={styles["does"]}>
        <a className="btn" href={`#/labels?printer=${printer.printer}`} data-testid={`layout-${printer.printer}`}>
          {t("printers.layout")}
        </a>
        <Button busy={test.isPending} onClick={() => test.mutate(printer)} data-testid={`test-${printer.printer}`}>
          {t("printers.test")}
        </Button>
        <Button onClick={onEdit} data-testid={`edit-${printer.printer}`}>
          {t("printers.change")}
        </Button>
        <Button look="ghost" onClick={onRemove} data-testid={`remove-${printer.printer}`}>
          {t("printers.remove")}
        </Button>
      </div>
      <div aria-live="polite" className={styles["said"]}>
        {test.data === undefined ? null : (
          <Mark is="done">
            {test.data.job === null ? t("printers.tested") : t("printers.testedJob", { job: test.data.job })}
          </Mark>
        )}
        {test.error === null ? null : <ErrorNote error={test.error} />}
      </div>
    </li>
  );
}

const QUEUE_MARK: Record<SystemQueue["does"], State> = {
  ready: "done",
  printing: "waiting",
  paused: "held",
  offline: "breached",
  unknown: "unknown",
};

/** How a queue of the system is, in plain words. */
export function QueueMark({ queue, name }: { queue: SystemQueue | undefined; name: string }) {
  const { t } = usePrintWords();
  if (queue === undefined) return <Mark is="breached">{t("printers.queueGone", { name })}</Mark>;
  const why = queue.reasons.map((reason) => reasonWords(reason, t)).join(", ");
  return (
    <Mark is={why !== "" && queue.does === "ready" ? "urgent" : QUEUE_MARK[queue.does]}>
      {t(`printers.does.${queue.does}`)}
      {why === "" ? "" : `: ${why}`}
    </Mark>
  );
}

function RemoveDialog({ printer, onClose }: { printer: Printer; onClose: () => void }) {
  const { t } = usePrintWords();
  const remove = useAction("printer_remove");
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("printers.removeTitle", { name: printer.name })}
      lead={t("printers.removeText")}
      width="32rem"
      foot={
        <DialogFoot back={t("printing.back")} onBack={onClose}>
          <Button
            large
            look="danger"
            busy={remove.isPending}
            onClick={() => remove.mutate({ printer: printer.printer }, { onSuccess: onClose })}
            data-testid="remove-confirm"
          >
            {t("printers.remove")}
          </Button>
        </DialogFoot>
      }
    >
      {remove.error === null ? undefined : <ErrorNote error={remove.error} />}
    </Dialog>
  );
}
