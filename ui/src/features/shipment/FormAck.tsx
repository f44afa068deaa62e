import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, TextField } from "~/components";
import { ErrorNote, useAction } from "~/data";

/** Entry of the ACK number a form still needs; the label is asked for again by itself. */
export function FormAck({ shipmentId, forms }: { shipmentId: string; forms: readonly string[] }) {
  return (
    <>
      {forms.map((form) => (
        <OneForm key={form} shipmentId={shipmentId} form={form} />
      ))}
    </>
  );
}

function OneForm({ shipmentId, form }: { shipmentId: string; form: string }) {
  const { t } = useTranslation();
  const [number, setNumber] = useState("");
  const ack = useAction("form_ack_start");
  const left = ack.data?.outcomes[0];
  function send() {
    if (number.trim() !== "") ack.mutate({ shipmentId, form, ackNumber: number.trim() });
  }
  return (
    <form
      className="stack formack"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextField
        label={t("form.ack", { form })}
        help={t("form.help")}
        problem={left?.message ?? null}
        good={ack.data && !left ? t("form.sent") : null}
        value={number}
        onChange={setNumber}
        code
        data-testid="form-ack"
      />
      <Button
        type="submit"
        busy={ack.isPending}
        reason={number.trim() === "" ? t("form.needsNumber") : null}
        onClick={send}
      >
        {t("form.do")}
      </Button>
      {ack.error && <ErrorNote error={ack.error} />}
    </form>
  );
}
