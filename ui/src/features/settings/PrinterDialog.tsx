import type { AppError, SystemQueue } from "~/bindings";
import { Button, Check, Dialog, DialogFoot, Mark, Radios, Segmented, SelectField, TextField } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { usePrintWords } from "~/features/printing";
import {
  type Draft,
  DPIS,
  KINDS,
  kindsOf,
  lackOf,
  LANGUAGES,
  printerOf,
  reasonWords,
  withQueue,
  withWay,
} from "./printer-form";
import styles from "./printers.module.css";

type Props = {
  draft: Draft;
  station: string;
  /** Queues of the system; none while they are being asked for. */
  queues: SystemQueue[] | null;
  queuesError: AppError | null;
  onDraft: (draft: Draft) => void;
  onClose: () => void;
};

/** A printer: the way to it, what it is told, what goes to it. It can be tried before it is kept. */
export function PrinterDialog({ draft, station, queues, queuesError, onDraft, onClose }: Props) {
  const { t } = usePrintWords();
  const keep = useAction("printer_put");
  const test = useAction("printer_test");
  const set = (part: Partial<Draft>) => onDraft({ ...draft, ...part });
  const lack = lackOf(draft);
  const why = lack === null ? null : t(`printers.lack.${lack}`);
  const named = { ...draft, name: draft.name.trim() === "" ? t("printers.unnamed") : draft.name };
  const untried = lack === null || lack === "name" ? null : why;
  const failed = keep.error ?? test.error;
  return (
    <Dialog
      open
      onClose={onClose}
      title={draft.printer === 0 ? t("printers.addTitle") : t("printers.changeTitle", { name: draft.name })}
      width="46rem"
      testId="printer-dialog"
      foot={
        <DialogFoot
          back={t("printing.back")}
          onBack={onClose}
          note={
            test.data === undefined ? undefined : (
              <Mark is="done">
                {test.data.job === null ? t("printers.tested") : t("printers.testedJob", { job: test.data.job })}
              </Mark>
            )
          }
        >
          <Button
            large
            reason={untried}
            busy={test.isPending}
            onClick={() => test.mutate(printerOf(named, station))}
            data-testid="printer-try"
          >
            {t("printers.test")}
          </Button>
          <Button
            large
            look="primary"
            reason={why}
            busy={keep.isPending}
            onClick={() => keep.mutate(printerOf(draft, station), { onSuccess: onClose })}
            data-testid="printer-keep"
          >
            {t("printers.keep")}
          </Button>
        </DialogFoot>
      }
    >
      <div className={styles["form"]}>
        <div className="field">
          <span className="label">{t("printers.way")}</span>
          <span>
            <Segmented
              label={t("printers.way")}
              value={draft.way}
              onChange={(way) => onDraft(withWay(draft, way))}
              options={[
                { id: "queue", label: t("printers.ways.queue"), testId: "way-queue" },
                { id: "tcp", label: t("printers.ways.tcp"), testId: "way-tcp" },
                { id: "folder", label: t("printers.ways.folder"), testId: "way-folder" },
              ]}
            />
          </span>
          <span className="help">{t(`printers.wayHelp.${draft.way}`)}</span>
        </div>
        {draft.way === "queue" ? (
          <Queues draft={draft} queues={queues} error={queuesError} onDraft={onDraft} />
        ) : draft.way === "tcp" ? (
          <div className={styles["pair"]}>
            <TextField
              label={t("printers.host")}
              value={draft.host}
              placeholder="192.168.1.60"
              autoComplete="off"
              onChange={(host) => set({ host })}
              data-testid="printer-host"
            />
            <TextField
              label={t("printers.port")}
              value={draft.port}
              inputMode="numeric"
              onChange={(port) => set({ port })}
              data-testid="printer-port"
            />
          </div>
        ) : (
          <TextField
            label={t("printers.folder")}
            help={t("printers.folderHelp")}
            value={draft.folder}
            autoComplete="off"
            onChange={(folder) => set({ folder })}
            data-testid="printer-folder"
          />
        )}
        <div className={styles["three"]}>
          <TextField
            label={t("printers.name")}
            help={t("printers.nameHelp")}
            value={draft.name}
            maxLength={40}
            onChange={(name) => set({ name })}
            data-testid="printer-name"
          />
          <SelectField
            label={t("printers.languageLabel")}
            help={t(`printers.languageHelp.${draft.language}`)}
            value={draft.language}
            onChange={(language) => set({ language })}
            options={LANGUAGES.filter((language) => draft.way !== "tcp" || language !== "pdf").map((value) => ({
              value,
              label: t(`printers.language.${value}`),
            }))}
            testId="printer-language"
          />
          <SelectField
            label={t("printers.dpi")}
            help={t("printers.dpiHelp")}
            value={String(draft.dpi)}
            onChange={(dpi) => set({ dpi: Number(dpi) })}
            options={DPIS.map((value) => ({ value, label: t("printers.dpiOf", { dpi: value }) }))}
            testId="printer-dpi"
          />
        </div>
        <div className={styles["pair"]}>
          <fieldset className={styles["kinds"]}>
            <legend>{t("printers.goesHere")}</legend>
            {kindsOf(draft.language).map((kind) => (
              <Check
                key={kind}
                checked={draft.prints.includes(kind)}
                onChange={(on) =>
                  set({ prints: KINDS.filter((one) => (one === kind ? on : draft.prints.includes(one))) })
                }
                testId={`prints-${kind}`}
              >
                {t(`printers.kind.${kind}`)}
              </Check>
            ))}
            {draft.language === "pdf" ? null : <span className="small faint">{t("printers.labelsOnly")}</span>}
          </fieldset>
          <Radios
            label={t("printers.whose")}
            value={draft.everywhere ? "all" : "own"}
            onChange={(whose) => set({ everywhere: whose === "all" })}
            options={[
              { value: "own", label: t("printers.thisStation", { station }) },
              { value: "all", label: t("printers.everyStation") },
            ]}
          />
        </div>
        {failed === null ? null : <ErrorNote error={failed} />}
      </div>
    </Dialog>
  );
}

type QueuesProps = Pick<Props, "draft" | "queues" | "onDraft"> & { error: AppError | null };

function Queues({ draft, queues, error, onDraft }: QueuesProps) {
  const { t } = usePrintWords();
  if (error !== null) return <ErrorNote error={error} />;
  if (queues === null) return <p className="muted">{t("printers.askingQueues")}</p>;
  if (queues.length === 0) return <p className="muted">{t("printers.noQueues")}</p>;
  return (
    <Radios
      label={t("printers.queue")}
      value={draft.queue}
      onChange={(name) => {
        const queue = queues.find((one) => one.name === name);
        if (queue !== undefined) onDraft(withQueue(draft, queue));
      }}
      options={queues.map((queue) => ({
        value: queue.name,
        label: queue.name,
        help: [
          queue.words,
          t(`printers.does.${queue.does}`),
          ...queue.reasons.map((reason) => reasonWords(reason, t)),
          queue.isDefault ? t("printers.systemDefault") : "",
        ]
          .filter(Boolean)
          .join(" · "),
      }))}
    />
  );
}
