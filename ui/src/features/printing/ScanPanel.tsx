import { useState } from "react";
import type { LabelScan } from "~/bindings";
import { Mark, TextField } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { useScan } from "~/keys";
import { soundFor } from "~/lib/sound";
import styles from "./printing.module.css";
import { goodsSaid, stopSaid } from "./said";
import { usePrintWords } from "./words";

type Heard = { code: string; scan: LabelScan };

/** Confirming by scanning: each scan says one label is there, or that its parcel must not travel. The newest is large. */
export function ScanPanel({ run, unseen }: { run: number; unseen: number }) {
  const { t } = usePrintWords();
  const send = useAction("print_scan");
  const [heard, setHeard] = useState<Heard[]>([]);
  const [typed, setTyped] = useState("");
  function take(code: string) {
    const wanted = code.trim();
    if (wanted === "") return;
    setTyped("");
    // Each scan is kept in its own turn: one may arrive while the last is still being worked on.
    void send
      .mutateAsync({ code: wanted })
      .then((scan) => {
        soundFor(scan.stop === null && scan.label !== null);
        setHeard((before) => [{ code: wanted, scan }, ...before].slice(0, 8));
      })
      .catch(() => soundFor(false));
  }
  useScan((code) => {
    take(code);
    return true;
  });
  const [newest, ...older] = heard;
  return (
    <div className={styles["stack"]} data-testid="scan-panel">
      <p className="muted">{t("printing.scan.how")}</p>
      <p>
        <b className="figure">{unseen}</b> <span className="muted">{t("printing.scan.left", { count: unseen })}</span>
      </p>
      <TextField
        large
        code
        label={t("printing.scan.type")}
        value={typed}
        autoComplete="off"
        onChange={setTyped}
        onKeyDown={(event) => (event.key === "Enter" ? take(typed) : undefined)}
        data-testid="scan-code"
      />
      {send.error === null ? null : <ErrorNote error={send.error} />}
      <div aria-live="assertive">{newest === undefined ? null : <Newest heard={newest} run={run} />}</div>
      {older.length === 0 ? null : (
        <ul className={styles["heard"]}>
          {older.map((one, at) => (
            <li key={`${one.code}-${String(older.length - at)}`}>
              <Verdict heard={one} run={run} />
              <span className="id faint">{one.code}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Newest({ heard, run }: { heard: Heard; run: number }) {
  const { t } = usePrintWords();
  const { label, stop } = heard.scan;
  const tone = stop !== null ? "is-breached" : label === null ? "is-unknown" : "is-done";
  return (
    <div className={`${styles["verdict"] ?? ""} ${tone}`} data-testid="scan-verdict" data-stop={stop ?? undefined}>
      <b className="h-title">
        <Verdict heard={heard} run={run} />
      </b>
      {stop === null ? null : <p>{t("printing.scan.stopText")}</p>}
      {label === null ? (
        <p className="id">{heard.code}</p>
      ) : (
        <p>
          {goodsSaid(label)} · <span className="id">{label.trackingId}</span>
        </p>
      )}
    </div>
  );
}

function Verdict({ heard: { scan }, run }: { heard: Heard; run: number }) {
  const { t } = usePrintWords();
  const { label, stop, confirmed } = scan;
  if (stop !== null) return <Mark is="breached">{t("printing.scan.stop", { why: stopSaid(stop, t).words })}</Mark>;
  if (label === null) {
    return (
      <Mark is="unknown">{scan.shipmentId === null ? t("printing.scan.nobody") : t("printing.scan.noLabel")}</Mark>
    );
  }
  const place = label.run === run ? String(label.position) : t("printing.scan.elsewhere", { ...label });
  return confirmed ? (
    <Mark is="done">{t("printing.scan.there", { place })}</Mark>
  ) : (
    <Mark is="done">{t("printing.scan.before", { place })}</Mark>
  );
}
