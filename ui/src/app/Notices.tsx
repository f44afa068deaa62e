import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Toast, Toasts, useIsDialogOpen } from "~/components";
import { type Said, useNotices } from "./notices";

const SHOWN_MS = 8000;
const AT_ONCE = 4;

/** The notices on screen. Over a dialog they stand at the top, one after the other, so that no button lies beneath. */
export function Notices() {
  const { t } = useTranslation();
  const said = useNotices((state) => state.said);
  const isOverDialog = useIsDialogOpen();
  return (
    <Toasts label={t("notices.label")} isOverDialog={isOverDialog}>
      {said.slice(0, isOverDialog ? 1 : AT_ONCE).map((notice) => (
        <Notice key={notice.id} notice={notice} />
      ))}
    </Toasts>
  );
}

/** One notice; its time begins when it comes into sight. */
function Notice({ notice: { id, good, text } }: { notice: Said }) {
  const { t } = useTranslation();
  const dismiss = useNotices((state) => state.dismiss);
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, dismiss]);
  return (
    <Toast is={good ? "done" : "urgent"} close={{ label: t("notices.close"), onClick: () => dismiss(id) }}>
      {text}
    </Toast>
  );
}
