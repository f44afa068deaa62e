import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Selection } from "~/bindings";
import { Button, Mark } from "~/components";
import { useRpc } from "~/data";
import { capsOf } from "~/keys";
import { count } from "~/lib/format";

/** A selection is counted once it has stood still this long; a hand that is still choosing asks for nothing. */
const SETTLED_MS = 250;

/** The selection after it has stood still. */
function useSettled(selection: Selection): Selection | null {
  const key = JSON.stringify(selection);
  const [settled, setSettled] = useState<{ key: string; selection: Selection } | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ key, selection: JSON.parse(key) as Selection }), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled?.key === key ? settled.selection : null;
}

const NOTHING: Selection = { kind: "ids", ids: [] };

/** What leaving the chosen shipments would cost, in a few words; pressing it shows every line. */
export function IfNotSent({ selection, onOpen }: { selection: Selection; onOpen: () => void }) {
  const { t } = useTranslation();
  const settled = useSettled(selection);
  const { data } = useRpc(
    "what_if",
    { selection: settled ?? NOTHING, what: "notDispatch" },
    { enabled: settled !== null, keep: false },
  );
  const changes = [...(data?.lines ?? []), ...(data?.places ?? []).map(([, change]) => change)];
  const crossed = changes.filter((change) => change.crosses).length;
  const nearest = data?.lines.find((change) => change.roomAfter !== change.before.room);
  if (data === undefined || (crossed === 0 && nearest === undefined)) return null;
  return (
    <Button look="ghost" className="hide-narrow" keys={capsOf("whatIf")} onClick={onOpen} data-testid="if-not-sent">
      {crossed > 0 ? (
        <Mark is="breached">{t("selection.ifNotCrosses", { count: crossed, n: count(crossed) })}</Mark>
      ) : (
        <Mark is={nearest?.standingAfter === "tight" ? "urgent" : "done"}>
          {t("selection.ifNot", {
            before: count(nearest?.before.room ?? 0),
            after: count(nearest?.roomAfter ?? 0),
          })}
        </Mark>
      )}
    </Button>
  );
}
