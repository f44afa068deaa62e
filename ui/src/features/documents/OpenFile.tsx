import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AppError } from "~/bindings";
import { Button, Dialog } from "~/components";
import { ErrorNote, host } from "~/data";

/** Opens a file in its usual program or its folder; none where this window may not. */
export function useFileOpener(): {
  open: ((path: string, reveal: boolean) => void) | null;
  /** The trouble it had, as a dialog; put it into the page. */
  trouble: ReactNode;
} {
  const { t } = useTranslation();
  const [error, setError] = useState<AppError | null>(null);
  const close = () => setError(null);
  const available = host().openFile !== undefined;
  function open(path: string, reveal: boolean) {
    host()
      .openFile?.(path, reveal)
      .catch((thrown: AppError) => setError(thrown));
  }
  return {
    open: available ? open : null,
    trouble:
      error === null ? null : (
        <Dialog
          open
          onClose={close}
          title={t("documents.openFailed")}
          foot={
            <Button large keys="Esc" onClick={close}>
              {t("documents.close")}
            </Button>
          }
        >
          <ErrorNote error={error} />
        </Dialog>
      ),
  };
}
