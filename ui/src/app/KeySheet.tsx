import { Dialog as Base } from "@base-ui/react/dialog";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, Kbd } from "~/components";
import { caps, command, type CommandGroup, type CommandId, commandIds } from "~/keys";

const parts: readonly (readonly CommandGroup[])[] = [["find"], ["select", "act"], ["go"], ["print", "view", "app"]];

/** The sheet of keys: every command that has one. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const hits = commandIds.filter(
    (id) => command(id).keys.length > 0 && !/^view[2-9]$/.test(id) && t(`command.${id}`).toLowerCase().includes(wanted),
  );
  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="dialog keys" data-testid="key-sheet">
          <header className="dialog__head flex">
            <Base.Title className="h-title">{t("keySheet.title")}</Base.Title>
            <span className="muted">{t("keySheet.lead")}</span>
            <span className="grow" />
            <label className="input searchbox">
              <Icon name="search" />
              <input
                value={typed}
                placeholder={t("keySheet.find")}
                aria-label={t("keySheet.find")}
                onChange={(event) => setTyped(event.target.value)}
              />
            </label>
            <Kbd keys="Esc" />
          </header>
          <div className="keys__body">
            {parts.map((groups) => (
              <div key={groups.join()}>
                {groups.map((group) => (
                  <Section key={group} group={group} ids={hits.filter((id) => command(id).group === group)} />
                ))}
              </div>
            ))}
          </div>
          <footer className="dialog__foot muted small">
            <Icon name="scan" />
            {t("keySheet.scan")}
          </footer>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Section({ group, ids }: { group: CommandGroup; ids: readonly CommandId[] }) {
  const { t } = useTranslation();
  if (ids.length === 0) return null;
  return (
    <section>
      <h3 className="eyebrow">{t(`commandGroup.${group}`)}</h3>
      <dl>
        {ids.map((id) => (
          <div key={id}>
            <dt>{id === "view1" ? t("keySheet.savedViews") : t(`command.${id}`)}</dt>
            <dd>
              {id === "view1" ? (
                <>
                  <Kbd keys="1" /> <span className="faint">{t("keySheet.to")}</span> <Kbd keys="9" />
                </>
              ) : (
                <Caps keys={command(id).keys} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Caps({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation();
  return keys.map((one, index) => (
    <span key={one} className="flex">
      {index > 0 && <span className="faint">{t("keySheet.or")}</span>}
      <Kbd keys={caps(one)} />
    </span>
  ));
}
