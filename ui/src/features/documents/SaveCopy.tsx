import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AppError } from "~/bindings";
import { Button, CopyButton, Dialog, Mark, TextField } from "~/components";
import { ErrorNote, host, rpc } from "~/data";

type Props = {
  document: number;
  /** Name offered for the copy. */
  suggested: string;
  look?: "plain" | "primary" | undefined;
  keys?: string | undefined;
  children: ReactNode;
  testId?: string | undefined;
};

type Stand =
  | { kind: "idle" }
  | { kind: "asking"; path: string }
  | { kind: "saved"; path: string }
  | { kind: "failed"; error: AppError };

/** Saves a copy of a document where the person says, and says where it went. */
export function SaveCopy({ document, suggested, look, keys, children, testId }: Props) {
  const { t } = useTranslation();
  const [stand, setStand] = useState<Stand>({ kind: "idle" });
  const [busy, setBusy] = useState(false);
  async function save(path: string) {
    setBusy(true);
    try {
      await rpc("document_save", { document, path });
      setStand({ kind: "saved", path });
    } catch (error) {
      setStand({ kind: "failed", error: error as AppError });
    }
    setBusy(false);
  }
  async function ask() {
    const ownQuestion = host().savePath;
    if (ownQuestion === undefined) {
      setStand({ kind: "asking", path: suggested });
      return;
    }
    const path = await ownQuestion(suggested);
    if (path !== null) {
      await save(path);
    }
  }
  return (
    <>
      <Button look={look} keys={keys} busy={busy} onClick={() => void ask()} data-testid={testId}>
        {children}
      </Button>
      <SaveDialog
        stand={stand}
        busy={busy}
        onStand={setStand}
        onSave={(path) => void save(path)}
        words={t("documents.save")}
      />
    </>
  );
}

type DialogProps = {
  stand: Stand;
  busy: boolean;
  words: string;
  onStand: (stand: Stand) => void;
  onSave: (path: string) => void;
};

function SaveDialog({ stand, busy, words, onStand, onSave }: DialogProps) {
  const { t } = useTranslation();
  const close = () => onStand({ kind: "idle" });
  return (
    <Dialog
      open={stand.kind !== "idle"}
      onClose={close}
      width="34rem"
      title={stand.kind === "saved" ? t("documents.savedTitle") : words}
      testId="save-dialog"
      foot={
        <>
          <Button large keys="Esc" onClick={close}>
            {stand.kind === "asking" ? t("documents.back") : t("documents.close")}
          </Button>
          <span className="grow" />
          {stand.kind === "asking" ? (
            <Button
              large
              look="primary"
              busy={busy}
              reason={stand.path.trim() === "" ? t("documents.needPath") : null}
              onClick={() => onSave(stand.path.trim())}
              data-testid="save-confirm"
            >
              {t("documents.saveHere")}
            </Button>
          ) : null}
          {stand.kind === "saved" ? (
            <CopyButton
              large
              text={stand.path}
              words={{
                copy: t("documents.copyPath"),
                copied: t("documents.copied"),
                failed: t("documents.copyFailed"),
              }}
            />
          ) : null}
        </>
      }
    >
      {stand.kind === "asking" ? (
        <TextField
          label={t("documents.path")}
          help={t("documents.pathHelp")}
          value={stand.path}
          onChange={(path) => onStand({ kind: "asking", path })}
          data-testid="save-path"
        />
      ) : null}
      {stand.kind === "saved" ? (
        <p style={{ overflowWrap: "anywhere" }}>
          <Mark is="done">{t("documents.savedWord")}</Mark> <span className="id">{stand.path}</span>
        </p>
      ) : null}
      {stand.kind === "failed" ? <ErrorNote error={stand.error} /> : null}
    </Dialog>
  );
}
