import { useRef, useState } from "react";
import { Button, Dialog, DialogFoot, Mark, TextField } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { count, when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { useOwnWords } from "~/lib/own-words";
import type { Place } from "./StockPage";

/** As the engine has it: more is a slip of the finger. */
const MOST_UNITS = 100_000;

/** One number of one listing at one warehouse. */
export function SetDialog({ of, onClose }: { of: Place; onClose: () => void }) {
  const { t } = useOwnWords();
  const { sku, place, at } = of;
  const saw = at.units ?? 0;
  const field = useRef<HTMLElement>(null);
  const [typed, setTyped] = useState("");
  const set = useAction("stock_set");
  const units = /^\d{1,9}$/.test(typed.trim()) ? Number(typed.trim()) : null;
  const reason =
    units === null
      ? t("stock.needsNumber")
      : units > MOST_UNITS
        ? t("stock.tooMany")
        : units === saw
          ? t("stock.same")
          : null;
  const left = set.data?.stays[0];
  function confirm() {
    if (units === null || reason !== null) return;
    set.mutate(
      { wishes: [{ sku, location: at.location, units, saw }] },
      { onSuccess: (answer) => (answer.stays.length === 0 ? onClose() : undefined) },
    );
  }
  const readAt = at.readAt === null ? "" : when(at.readAt, currentTime());
  return (
    <Dialog
      open
      onClose={onClose}
      width="30rem"
      focus={field}
      title={t("stock.setTitle", { sku })}
      lead={t("stock.setLead", { place, n: count(saw), at: readAt })}
      testId="stock-dialog"
      foot={
        <DialogFoot back={t("stock.back")} onBack={onClose}>
          <Button
            large
            look="primary"
            busy={set.isPending}
            reason={reason}
            onClick={confirm}
            data-testid="stock-confirm"
          >
            {t("stock.do", { n: units === null ? "…" : count(units) })}
          </Button>
        </DialogFoot>
      }
    >
      {set.error === null ? null : <ErrorNote error={set.error} />}
      {left === undefined ? null : <Mark is="stale">{left.message}</Mark>}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <TextField
          ref={field as React.Ref<HTMLInputElement>}
          label={t("stock.units")}
          help={units === 0 ? t("stock.zero") : t("stock.unitsHelp")}
          problem={typed.trim() === "" || units === saw ? null : reason}
          value={typed}
          onChange={setTyped}
          inputMode="numeric"
          autoComplete="off"
          large
          data-testid="stock-units"
        />
      </form>
    </Dialog>
  );
}
