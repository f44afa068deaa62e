import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SavedView, ViewSpec } from "~/bindings";
import { Button, Dialog, Icon, Menu, type MenuItem, TextField } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { capsOf, handlerOf, runCommand, useCommand } from "~/keys";
import { queueSlugs } from "~/lib/queues";
import { searchOf } from "./spec";

const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

const chooseIds = { selectAll: "choose-all", selectFirst: "select-first", selectNone: "choose-none" } as const;

/** Handles one number key. Stands as a component because the number of keys is fixed and hooks are too. */
function NumberKey({
  number,
  view,
  onOpen,
}: {
  number: (typeof numbers)[number];
  view?: SavedView | undefined;
  onOpen: (view: SavedView) => void;
}) {
  useCommand(`view${number}`, view && { run: () => onOpen(view), hint: view.name });
  return null;
}

/** Kept views: a filter under a name and a number key. */
export function SavedViewsMenu({ spec }: { spec: ViewSpec }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const views = useRpc("saved_views", {}).data?.views ?? [];
  const [naming, setNaming] = useState(false);
  const remove = useAction("saved_view_remove");
  useCommand("saveView", { run: () => setNaming(true) });

  function open(view: SavedView) {
    const { scope } = view.spec;
    const search = searchOf(view.spec);
    if (scope.kind === "queue") void navigate({ to: "/q/$queue", params: { queue: queueSlugs[scope.queue] }, search });
    else void navigate({ to: "/orders", search });
  }

  const items: MenuItem[] = [
    { kind: "heading", id: "choose", label: t("commandGroup.select") },
    ...(["selectAll", "selectFirst", "selectNone"] as const).map((id) => ({
      id,
      label: t(`command.${id}`),
      keys: capsOf(id),
      reason: handlerOf(id) ? null : t("command.reason.notHere"),
      testId: chooseIds[id],
      onSelect: () => void runCommand(id),
    })),
    { kind: "line", id: "line-choose" },
    { kind: "heading", id: "views", label: t("views.title") },
    ...views.map((view) => ({
      id: `v-${view.name}`,
      label: view.name,
      keys: view.key === null ? undefined : String(view.key),
      testId: `view-${view.name}`,
      onSelect: () => open(view),
    })),
    { id: "save", label: t("views.save"), icon: "save", testId: "save-view", onSelect: () => setNaming(true) },
    ...views.map((view) => ({
      id: `x-${view.name}`,
      label: t("views.forget", { name: view.name }),
      icon: "x" as const,
      onSelect: () => remove.mutate({ name: view.name }),
    })),
  ];
  return (
    <>
      {numbers.map((number) => (
        <NumberKey key={number} number={number} view={views.find((view) => view.key === number)} onOpen={open} />
      ))}
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            className="btn btn--icon"
            aria-label={t("views.menu")}
            title={t("views.menu")}
            data-testid="views-menu"
          >
            <Icon name="filter" />
          </button>
        }
        items={items}
      />
      {naming && <NameView spec={spec} views={views} onClose={() => setNaming(false)} />}
    </>
  );
}

function NameView({ spec, views, onClose }: { spec: ViewSpec; views: readonly SavedView[]; onClose: () => void }) {
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
