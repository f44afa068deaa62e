import { useState } from "react";
import { Button, Dialog, DialogFoot, Icon, Menu, TextField } from "~/components";
import { usePrintWords } from "./words";

type Props = {
  /** Labels that have not gone. */
  left: number;
  isAfter: boolean;
  onAfterOpen: (open: boolean) => void;
  /** After so many more; none for at once. */
  onStop: (after: number | null) => void;
  busy: boolean;
};

/** The ways to stop: after this label, after so many, or now with the rest taken back. */
export function StopMenu({ left, isAfter, onAfterOpen, onStop, busy }: Props) {
  const { t } = usePrintWords();
  const [isNow, setNow] = useState(false);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button busy={busy} data-testid="stop-menu">
            {t("printing.stop")}
            <Icon name="down" />
          </Button>
        }
        items={[
          { id: "one", label: t("printing.stopAfterOne"), testId: "stop-after-1", onSelect: () => onStop(1) },
          { id: "n", label: t("printing.stopAfterN"), testId: "stop-after", onSelect: () => onAfterOpen(true) },
          { kind: "line", id: "line" },
          { id: "now", label: t("printing.stopNow"), icon: "x", testId: "stop-now", onSelect: () => setNow(true) },
        ]}
      />
      {isAfter ? <StopAfter left={left} onClose={() => onAfterOpen(false)} onStop={onStop} /> : null}
      <Dialog
        open={isNow}
        onClose={() => setNow(false)}
        title={t("printing.stopNowTitle")}
        lead={t("printing.stopNowText", { count: left })}
        width="30rem"
        foot={
          <DialogFoot back={t("printing.back")} onBack={() => setNow(false)}>
            <Button
              large
              look="primary"
              data-testid="stop-now-confirm"
              onClick={() => {
                setNow(false);
                onStop(null);
              }}
            >
              {t("printing.stopNowDo")}
            </Button>
          </DialogFoot>
        }
      />
    </>
  );
}

function StopAfter({ left, onClose, onStop }: { left: number; onClose: () => void; onStop: (after: number) => void }) {
  const { t } = usePrintWords();
  const [typed, setTyped] = useState("");
  const after = /^\d+$/.test(typed.trim()) ? Number(typed) : 0;
  const reason = after < 1 ? t("printing.stopAfterNeeds") : null;
  function stop() {
    if (reason !== null) return;
    onClose();
    onStop(after);
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("printing.stopAfterTitle")}
      lead={t("printing.stopAfterText", { count: left })}
      width="30rem"
      foot={
        <DialogFoot back={t("printing.back")} onBack={onClose}>
          <Button large look="primary" reason={reason} onClick={stop} data-testid="stop-after-confirm">
            {after > 0 ? t("printing.stopAfterDo", { count: after }) : t("printing.stop")}
          </Button>
        </DialogFoot>
      }
    >
      <TextField
        label={t("printing.stopAfterLabel")}
        value={typed}
        inputMode="numeric"
        onChange={setTyped}
        onKeyDown={(event) => (event.key === "Enter" ? stop() : undefined)}
        data-testid="stop-after-count"
      />
    </Dialog>
  );
}
