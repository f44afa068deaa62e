import { useTranslation } from "react-i18next";
import { Toast, Toasts } from "~/components";
import { useNotices } from "./notices";

/** The notices on screen. */
export function Notices() {
  const { t } = useTranslation();
  const said = useNotices((state) => state.said);
  const dismiss = useNotices((state) => state.dismiss);
  return (
    <Toasts label={t("notices.label")}>
      {said.map((notice) => (
        <Toast
          key={notice.id}
          is={notice.good ? "done" : "urgent"}
          close={{ label: t("notices.close"), onClick: () => dismiss(notice.id) }}
        >
          {notice.text}
        </Toast>
      ))}
    </Toasts>
  );
}
