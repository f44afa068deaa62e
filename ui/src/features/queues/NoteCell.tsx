import { useTranslation } from "react-i18next";
import type { ShipmentRow } from "~/bindings";
import { Badge, CopyButton } from "~/components";
import { noteOf, STUCK_MS, supportText } from "~/lib/notes";
import { useNow } from "~/lib/now";

/** The note of a row; over a label that does not come it carries the text for seller support. */
export function NoteCell({ row }: { row: ShipmentRow }) {
  const { t } = useTranslation();
  const now = useNow(row.queue === "generating" ? 1000 : 60_000);
  const note = noteOf(row, now, t);
  if (!note) return null;
  const isStuck = row.queue === "generating" && row.generatingSince !== null && now - row.generatingSince >= STUCK_MS;
  return (
    <span className="flex">
      {note.is === null ? (
        <span className="muted">{note.words}</span>
      ) : (
        <Badge is={note.is} title={note.words}>
          <span className="cut note">{note.words}</span>
        </Badge>
      )}
      {isStuck && (
        <CopyButton
          look="ghost"
          text={() => supportText(row, now)}
          words={{ copy: t("note.copySupport"), copied: t("error.copied"), failed: t("error.copyFailed") }}
        />
      )}
    </span>
  );
}
