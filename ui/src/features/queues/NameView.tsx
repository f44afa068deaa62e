import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SavedView, ViewSpec } from "~/bindings";
import { Button, Dialog, TextField } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { numbers } from "./spec";

/** Asks for the name of a view to keep, and says which number key will open it. */
export function NameView({
  spec,
  views,
  onClose,
}: {
  spec: ViewSpec;
  views: readonly SavedView[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const put = useAction("saved_view_put");
  const key = numbers.find((number) => views.every((view) => view.key !== number)) ?? null;
  function save() {
    put.mutate({ name: name.trim(), key, spec }, { onSuccess: onClose });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("views.save")}
      lead={key === null ? t("views.noKey") : t("views.key", { key })}
      width="26rem"
      focus={input}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t("word.back")}</Button>
          <Button
            look="primary"
            reason={name.trim() === "" ? t("views.needsName") : null}
            busy={put.isPending}
            onClick={save}
          >
            {t("views.keep")}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") save();
        }}
      >
        <TextField ref={input} label={t("views.name")} value={name} onChange={setName} />
        {put.error && <ErrorNote error={put.error} />}
      </form>
    </Dialog>
  );
}
