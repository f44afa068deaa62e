import { useId, useRef, useState } from "react";
import type { HubImport } from "~/bindings";
import { Button, Dialog, DialogFoot, Icon, Mark, Skeleton, Trouble } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { dayWords, useWords } from "~/features/limits";
import { bytes, count, dayTime, indiaDay } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { MOST_BYTES, toBase64 } from "./file-bytes";
import styles from "./guardrails.module.css";
import { ImportResult } from "./ImportResult";

/** Takes a report of Seller Hub and shows where it and we differ, and why. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const read = useAction("hub_import");
  const [name, setName] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [openId, setOpenId] = useState<number | null>(null);
  const page = useRpc("hub_import_page", { id: openId ?? 0 }, { enabled: openId !== null, keep: false });
  const shown: HubImport | undefined = openId === null ? read.data : page.data;
  const error = openId === null ? read.error : page.error;

  async function take(file: File) {
    setTrouble(null);
    setOpenId(null);
    setName(file.name);
    if (file.size > MOST_BYTES) {
      setTrouble(t("guardrails.import.tooLarge", { size: bytes(MOST_BYTES) }));
      return;
    }
    try {
      read.mutate({ name: file.name, bytes: await toBase64(file) });
    } catch {
      setTrouble(t("guardrails.import.notRead"));
    }
  }
  function again() {
    read.reset();
    setOpenId(null);
    setTrouble(null);
  }
  return (
    <Dialog
      open
      onClose={onClose}
      width="56rem"
      title={t("guardrails.import.title")}
      lead={t("guardrails.import.lead")}
      testId="import-dialog"
      foot={
        <DialogFoot back={t("guardrails.import.close")} onBack={onClose}>
          {shown === undefined && error === null ? null : (
            <Button large onClick={again} data-testid="import-another">
              {t("guardrails.import.another")}
            </Button>
          )}
        </DialogFoot>
      }
    >
      {shown === undefined && !read.isPending ? <Drop onFile={(file) => void take(file)} /> : null}
      {read.isPending ? <Skeleton label={t("guardrails.import.reading", { name })} rows={4} /> : null}
      {trouble === null ? null : <Trouble title={trouble} />}
      {error === null ? null : <ErrorNote error={error} />}
      {shown === undefined ? <Past onOpen={setOpenId} /> : <ImportResult key={shown.id} done={shown} />}
    </Dialog>
  );
}

/** A place to drop a file on, which is also the button that asks for one. */
function Drop({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useWords();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      className={styles["drop"]}
      data-over={over ? "" : undefined}
      data-testid="import-drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      <Icon name="docs" />
      <label htmlFor={id}>{t("guardrails.import.drop")}</label>
      <input
        id={id}
        ref={input}
        className="off"
        type="file"
        tabIndex={-1}
        accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
        data-testid="import-file"
      />
      <Button look="primary" onClick={() => input.current?.click()}>
        {t("guardrails.import.choose")}
      </Button>
    </div>
  );
}

/** Reports imported so far. */
function Past({ onOpen }: { onOpen: (id: number) => void }) {
  const { t } = useWords();
  const { data, error } = useRpc("hub_imports", {});
  const now = currentTime();
  const today = indiaDay(now);
  return (
    <section className={styles["past"]} aria-label={t("guardrails.import.past")}>
      <h3 className="h-lead">{t("guardrails.import.past")}</h3>
      {error === null ? null : <ErrorNote error={error} />}
      {data?.imports.length === 0 ? <p className="muted">{t("guardrails.import.pastNone")}</p> : null}
      <ul>
        {data?.imports.map((one) => (
          <li key={one.id}>
            <span className="nowrap">{one.at === null ? "" : dayTime(one.at, now)}</span>
            <span className="cut">
              <b>{t(`guardrails.import.report.${one.report}`)}</b> <span className="muted">{one.name}</span>
            </span>
            <span className="muted nowrap">
              {one.days === null
                ? ""
                : t("guardrails.import.days", { from: dayWords(one.days[0], today), to: dayWords(one.days[1], today) })}
            </span>
            <Mark is={one.diffCount > 0 ? "urgent" : "done"}>
              {t("guardrails.import.diffs", { count: one.diffCount, n: count(one.diffCount) })}
            </Mark>
            <Button
              look="ghost"
              aria-label={t("guardrails.import.open", { name: one.name })}
              icon="right"
              onClick={() => onOpen(one.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
